package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.auth.Secret;
import dfs.core.error.S3Failure;
import dfs.s3.Foreign;
import dfs.s3.TestSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * <b>Goal.</b> No head of a request is more than one that is proven or refused, at a cost that its length bounds; what a
 * client signs is proven.
 *
 * <p><b>Method.</b> Any head is read and verified; and any path, query and header are signed as a client does.
 */
class SignatureFuzzTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret SECRET = Secret.of("secret");
    private static final String REGION = "eu-west-1";
    private static final TestSigner SIGNER = new TestSigner("AK", SECRET.reveal(), REGION, NOW);
    private static final SignatureVerifier VERIFIER = new SignatureVerifier(REGION);

    @FuzzTest
    void aHeadIsProvenOrRefused(byte[] input) {
        Optional<Foreign.Request> sent = Foreign.request(input);
        if (sent.isEmpty()) {
            return;
        }
        String uri = sent.get().uri();
        int question = uri.indexOf('?');
        RequestHead head = new RequestHead(
                sent.get().method(),
                question < 0 ? uri : uri.substring(0, question),
                question < 0 ? "" : uri.substring(question + 1),
                sent.get().headers());
        Foreign.read(() -> Payload.ofUnsigned(head.headers()));
        Foreign.read(() -> VERIFIER.read(head, NOW)).value().ifPresent(claim -> {
            if (claim instanceof Claim.Signed signed) {
                Foreign.read(() -> CanonicalRequest.write(signed, signed.head().rawPath()))
                        .value()
                        .ifPresent(text -> assertThat(text.length()).isLessThanOrEqualTo(4 * input.length + 200));
                Foreign.read(() -> VERIFIER.verify(signed, SECRET));
            }
        });
    }

    /**
     * Lines: the path, decoded; the query's names and values, by turns and decoded, of the names that stand for headers each once, as it
     * would be refused else; a header.
     */
    @FuzzTest
    void whatAClientSignsIsProven(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length < 3) {
            return;
        }
        String path = '/' + TestSigner.encode(lines[0]).replace("%2F", "/");
        String[] words = lines[1].split("&", -1);
        StringBuilder query = new StringBuilder();
        Set<String> headersInQuery = new HashSet<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            String name = words[i].toLowerCase(Locale.ROOT);
            boolean isTaken = name.startsWith("x-amz-") && !headersInQuery.add(name);
            if (!isTaken && !words[i].startsWith("X-Amz-") && !words[i].isEmpty() && !words[i].contains("Signature")) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(TestSigner.encode(words[i]))
                        .append('=')
                        .append(TestSigner.encode(words[i + 1]));
            }
        }
        String meta = lines[2].chars().allMatch(c -> c >= ' ' && c < 0x7F) ? lines[2] : "";
        Map<String, String> headers = new TreeMap<>(Map.of("host", "localhost", "x-amz-meta-a", meta));
        Map<String, String> signed = SIGNER.sign("GET", path, query.toString(), headers, TestSigner.UNSIGNED);
        assertThat(proof(new RequestHead("GET", path, query.toString(), SentHeaders.of(signed))))
                .isInstanceOf(Payload.Unsigned.class);
        String presigned = SIGNER.presign("GET", path, query.toString(), headers, 60);
        assertThat(proof(new RequestHead("GET", path, presigned, SentHeaders.of(headers))))
                .isInstanceOf(Payload.Unsigned.class);
    }

    private static Payload proof(RequestHead head) {
        try {
            return VERIFIER.verify((Claim.Signed) VERIFIER.read(head, NOW), SECRET);
        } catch (S3Failure refused) {
            throw new AssertionError(refused.error().toString(), refused);
        }
    }

    /** Lines: the fields of a form, {@code name=value}. */
    @FuzzTest
    void theSignatureOfAPolicyIsReadOrRefused(byte[] input) {
        Map<String, String> fields = new TreeMap<>();
        Foreign.text(input).lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            fields.put(line.substring(0, equals).toLowerCase(Locale.ROOT), line.substring(equals + 1));
        });
        PolicySignature policies = VERIFIER.policies(true);
        Foreign.read(() -> policies.read(name -> Optional.ofNullable(fields.get(name))))
                .value()
                .flatMap(claim -> claim)
                .ifPresent(claim -> Foreign.read(() -> {
                    policies.verify(claim, SECRET);
                    return claim;
                }));
        String policy = Base64.getEncoder().encodeToString(input);
        fields.put("policy", policy);
        fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        fields.put("x-amz-credential", "AK/" + SIGNER.scope());
        fields.put("x-amz-date", SIGNER.timestamp());
        fields.put("x-amz-signature", SIGNER.signPolicy(policy));
        fields.remove("x-amz-security-token");
        policies.verify(
                policies.read(name -> Optional.ofNullable(fields.get(name))).orElseThrow(), SECRET);
    }
}
