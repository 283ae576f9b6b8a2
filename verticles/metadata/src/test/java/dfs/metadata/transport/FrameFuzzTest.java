package dfs.metadata.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * <b>Goal.</b> Nothing that another member sends on a connection is more than messages, or the connection's end.
 *
 * <p><b>Method.</b> Any bytes are read until they are refused. What was read is written again, and is what was sent.
 */
class FrameFuzzTest {

    @FuzzTest
    void whatComesOnAConnectionIsMessagesOrItsEnd(byte[] sent) throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent));
        try {
            while (true) {
                Frame.read(in).write(new DataOutputStream(again));
            }
        } catch (IOException ended) {
            assertThat(again.toByteArray()).isEqualTo(Arrays.copyOf(sent, again.size()));
        }
    }
}
