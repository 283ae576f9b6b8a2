package dfs.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.error.S3Error;
import dfs.protocol.Questions;
import java.util.ArrayList;
import java.util.List;

/** <b>Goal.</b> Any bytes are a message or are refused; a message that was read is written and read again the same. */
class WireFormFuzzTest {

    private static final WireForm FORM = form();

    private static WireForm form() {
        List<Class<?>> roots = new ArrayList<>(Questions.ALL);
        roots.add(S3Error.class);
        return WireForm.of(roots);
    }

    /** The head is given: the dice seldom find it. */
    @FuzzTest
    void bytesAreAMessageOrAreRefused(byte[] input) {
        byte[] message = new byte[WireForm.HEAD.length + input.length];
        System.arraycopy(WireForm.HEAD, 0, message, 0, WireForm.HEAD.length);
        System.arraycopy(input, 0, message, WireForm.HEAD.length, input.length);
        Object read;
        try {
            read = FORM.read(Object.class, message);
        } catch (WireException refused) {
            return;
        }
        assertThat(FORM.read(Object.class, FORM.write(read))).isEqualTo(read);
    }
}
