package dfs.s3.chunked;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.s3.Foreign;
import dfs.s3.Foreign.Outcome;
import dfs.s3.TestSigner;
import dfs.s3.signature.Claim;
import dfs.s3.signature.Payload;
import dfs.s3.signature.RequestHead;
import dfs.s3.signature.SentHeaders;
import dfs.s3.signature.SignatureVerifier;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * <b>Goal.</b> No body encoded as {@code aws-chunked} is more than bytes or a refusal, the same however it is cut; and what
 * was signed does not come out changed.
 *
 * <p><b>Method.</b> Any bytes are decoded in each mode, and bodies that a client encoded, with one byte changed.
 */
class ChunkedFuzzTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret SECRET = Secret.of("secret");
    private static final TestSigner SIGNER = new TestSigner("AK", SECRET.reveal(), "us-east-1", NOW);
    private static final SignatureVerifier VERIFIER = new SignatureVerifier("us-east-1");
    private static final Map<String, String> TRAILERS = Map.of("x-amz-checksum-crc32", "AAAAAA==");
    private static final List<String> MODES =
            List.of(TestSigner.STREAMING_UNSIGNED_TRAILER, TestSigner.STREAMING, TestSigner.STREAMING_TRAILER);

    private record Decoded(Bytes body, Map<String, String> trailers) {}

    /** The first byte chooses the mode, the second is the length that the head says. */
    @FuzzTest
    void anyBytesAreDecodedOrRefusedHoweverTheyAreCut(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Map<String, String> signed = sign(mode(input[0]), input[1] & 0xFF);
        byte[] wire = Arrays.copyOfRange(input, 2, input.length);
        Outcome<Decoded> whole = decode(signed, List.of(ByteBuffer.wrap(wire)));
        whole.value().ifPresent(decoded -> {
            assertThat(decoded.body().length()).isEqualTo(input[1] & 0xFF).isLessThanOrEqualTo(wire.length);
            assertThat(decoded.trailers().keySet()).isSubsetOf(TRAILERS.keySet());
        });
        for (List<ByteBuffer> cut : Foreign.cuts(wire)) {
            assertThat(decode(signed, cut)).isEqualTo(whole);
        }
    }

    /** The first byte chooses the mode, the second the length of chunks, two more which byte is changed, and how. */
    @FuzzTest
    void whatAClientEncodesIsDecodedAndWhatItSignedDoesNotChange(byte[] input) {
        if (input.length < 4) {
            return;
        }
        String mode = mode(input[0]);
        byte[] body = Arrays.copyOfRange(input, 4, input.length);
        Map<String, String> signed = sign(mode, body.length);
        Map<String, String> trailers = mode.equals(TestSigner.STREAMING) ? Map.of() : TRAILERS;
        int chunkBytes = 1 + (input[1] & 0xFF);
        byte[] wire = mode.equals(TestSigner.STREAMING_UNSIGNED_TRAILER)
                ? TestSigner.plainChunks(body, chunkBytes, trailers)
                : SIGNER.chunks(body, chunkBytes, signed, trailers);
        Outcome<Decoded> sent = new Outcome<>(Optional.of(new Decoded(Bytes.wrap(body), trailers)), Optional.empty());
        for (List<ByteBuffer> cut : Foreign.cuts(wire)) {
            assertThat(decode(signed, cut)).isEqualTo(sent);
        }
        wire[(input[2] & 0xFF) * wire.length / 256] ^= input[3];
        Outcome<Decoded> changed = decode(signed, List.of(ByteBuffer.wrap(wire)));
        if (!mode.equals(TestSigner.STREAMING_UNSIGNED_TRAILER)) {
            changed.value().ifPresent(decoded -> assertThat(decoded.body()).isEqualTo(Bytes.wrap(body)));
        }
    }

    /** Each line of the input is a header. */
    @FuzzTest
    void theHeadOfAChunkedBodyIsReadOrRefused(byte[] input) {
        byte[] line = "PUT /\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] head = Arrays.copyOf(line, line.length + input.length);
        System.arraycopy(input, 0, head, line.length, input.length);
        Foreign.request(head)
                .flatMap(request ->
                        Foreign.read(() -> ChunkedHead.parse(request.headers())).value())
                .ifPresent(read -> {
                    assertThat(read.sizeBytes()).isNotNegative();
                    assertThat(read.trailerNames()).doesNotHaveDuplicates();
                });
    }

    private static String mode(byte choice) {
        return MODES.get((choice & 0xFF) % MODES.size());
    }

    private static Map<String, String> sign(String mode, int sizeBytes) {
        Map<String, String> headers =
                new TreeMap<>(Map.of("host", "h", "x-amz-decoded-content-length", Integer.toString(sizeBytes)));
        if (!mode.equals(TestSigner.STREAMING)) {
            headers.put("x-amz-trailer", "x-amz-checksum-crc32");
        }
        return SIGNER.sign("PUT", "/b/k", "", headers, mode);
    }

    private static Outcome<Decoded> decode(Map<String, String> signed, List<ByteBuffer> pieces) {
        SentHeaders headers = SentHeaders.of(signed);
        Claim.Signed claim = (Claim.Signed) VERIFIER.read(new RequestHead("PUT", "/b/k", "", headers), NOW);
        Payload.Streaming payload = (Payload.Streaming) VERIFIER.verify(claim, SECRET);
        ChunkedDecoder decoder = new ChunkedDecoder(payload, ChunkedHead.parse(headers));
        return Foreign.read(() -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (ByteBuffer piece : pieces) {
                ByteBuffer input = piece.duplicate();
                for (var next = decoder.decode(input); next.isPresent(); next = decoder.decode(input)) {
                    byte[] bytes = new byte[next.get().remaining()];
                    assertThat(bytes).isNotEmpty();
                    next.get().get(bytes);
                    body.writeBytes(bytes);
                }
                assertThat(input.hasRemaining()).isFalse();
            }
            decoder.end();
            return new Decoded(Bytes.wrap(body.toByteArray()), Map.copyOf(decoder.trailers()));
        });
    }
}
