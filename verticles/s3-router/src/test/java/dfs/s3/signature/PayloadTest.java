package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.S3Failure;
import dfs.s3.TestSigner;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void anUnsignedRequestMayNotAnnounceSignedChunks() {
        assertThat(Payload.ofUnsigned(new SentHeaders())).isEqualTo(new Payload.Unsigned());
        assertThatThrownBy(() -> Payload.ofUnsigned(new SentHeaders().add(Payload.HEADER, TestSigner.STREAMING)))
                .isInstanceOf(S3Failure.class);
    }
}
