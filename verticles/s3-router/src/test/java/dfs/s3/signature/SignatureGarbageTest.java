package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.Secret;
import dfs.core.error.S3Failure;
import dfs.s3.TestSigner;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignatureGarbageTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret SECRET = Secret.of("secret");
    private static final TestSigner SIGNER = new TestSigner("AK", SECRET.reveal(), "eu-west-1", NOW);
    private static final Map<String, String> HOST = Map.of("host", "localhost");

    private final SignatureVerifier verifier = new SignatureVerifier("eu-west-1");

    @Test
    void noGarbageInTheHeadIsMoreThanAnError() {
        Random random = new Random(3);
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", HOST, TestSigner.UNSIGNED);
        String query = SIGNER.presign("GET", "/b/k", "", HOST, 60);
        for (int round = 0; round < 2000; round++) {
            SentHeaders headers = SentHeaders.of(signed);
            headers.set("authorization", mutated(signed.getOrDefault("authorization", ""), random));
            quietly(new RequestHead("GET", "/b", "", headers));
            quietly(new RequestHead("GET", "/b/k", mutated(query, random), SentHeaders.of(HOST)));
        }
    }

    private void quietly(RequestHead head) {
        try {
            if (verifier.read(head, NOW) instanceof Claim.Signed claim) {
                assertThat(verifier.verify(claim, SECRET)).isNotNull();
            }
        } catch (S3Failure expected) {
            assertThat(expected.code().status()).isBetween(400, 501);
        }
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(3)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, (char) (32 + random.nextInt(96)));
                default -> mutated.setCharAt(at, "/=,;% &".charAt(random.nextInt(7)));
            }
        }
        return mutated.toString();
    }
}
