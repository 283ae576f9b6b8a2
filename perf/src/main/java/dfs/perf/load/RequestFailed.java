package dfs.perf.load;

import dfs.perf.client.Reply;
import java.io.IOException;

/** The server answered, and the answer was no. */
public final class RequestFailed extends IOException {

    private static final int BODY_SHOWN_CHARS = 300;

    public RequestFailed(Reply reply) {
        super(reply.status() + " "
                + reply.body()
                        .substring(0, Math.min(BODY_SHOWN_CHARS, reply.body().length())));
    }
}
