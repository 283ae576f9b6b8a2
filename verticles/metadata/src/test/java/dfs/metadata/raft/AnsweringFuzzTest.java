package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.metadata.transport.Frame;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/**
 * <b>Goal.</b> No question of another member is more than answered or refused.
 *
 * <p><b>Method.</b> The first byte is the kind, the others are the question, put to a member that refuses whatever is meant for it. It is refused with an
 * exception, which the other member is told.
 */
class AnsweringFuzzTest {

    private static final RaftPeerId SELF = RaftPeerId.valueOf("node1~1");

    private final Answering answering = new Answering(
            (RaftServer) Proxy.newProxyInstance(
                    RaftServer.class.getClassLoader(), new Class<?>[] {RaftServer.class}, (self, method, arguments) -> {
                        if (method.getName().equals("getId")) {
                            return SELF;
                        }
                        throw new IOException("not now");
                    }),
            group -> {
                throw new IOException("no group is here");
            },
            () -> false);

    @FuzzTest
    @SuppressWarnings("IllegalCatch") // whatever is thrown is told
    void aQuestionIsRefused(byte[] question) {
        if (question.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(question, 1, question.length);
        try {
            assertThat(answering.answer(new Frame(question[0] & 0xFF, bytes))).isNull();
        } catch (Exception refused) {
            assertThat(refused).isNotNull();
        }
    }
}
