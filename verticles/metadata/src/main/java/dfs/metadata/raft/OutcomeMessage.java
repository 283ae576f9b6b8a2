package dfs.metadata.raft;

import dfs.metadata.form.OutcomeForm;
import dfs.protocol.metadata.Outcome;
import java.util.List;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * A command's outcomes in Ratis' hands, which keep them for a while in case that the command comes once more. Written only where they
 * are sent, and let go when it is plain that nobody will ask for them any more.
 */
final class OutcomeMessage implements Message {

    private volatile List<Outcome<?>> outcomes;

    OutcomeMessage(List<Outcome<?>> outcomes) {
        this.outcomes = outcomes;
    }

    /** Nobody asks for them any more. */
    void forget() {
        outcomes = List.of();
    }

    /** The form; empty where they were forgotten: a command has at least one. */
    @Override
    public ByteString getContent() {
        List<Outcome<?>> kept = outcomes;
        return kept.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(OutcomeForm.write(kept));
    }
}
