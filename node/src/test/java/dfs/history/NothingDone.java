package dfs.history;

import java.io.IOException;

/** An operation was refused, or never sent: it has taken no effect, and never will. */
final class NothingDone extends IOException {

    private static final long serialVersionUID = 1;

    NothingDone(String why) {
        super(why);
    }
}
