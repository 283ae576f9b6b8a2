package dfs.s3.chunked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.TestSigner;
import dfs.s3.signature.Claim;
import dfs.s3.signature.Payload;
import dfs.s3.signature.RequestHead;
import dfs.s3.signature.SentHeaders;
import dfs.s3.signature.SignatureVerifier;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedDecoderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret SECRET = Secret.of("secret");
    private static final TestSigner SIGNER = new TestSigner("AK", SECRET.reveal(), "us-east-1", NOW);
    private static final SignatureVerifier VERIFIER = new SignatureVerifier("us-east-1");
    private static final Map<String, String> TRAILERS = Map.of("x-amz-checksum-crc32", "AAAAAA==");
    private static final byte[] BODY = "Hello, chunks!".getBytes(StandardCharsets.US_ASCII);

    /** A body as it is sent, and what its head says. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(Payload.Streaming payload, ChunkedHead head, byte[] bytes) {
        Sent with(byte[] otherBytes) {
            return new Sent(payload, head, otherBytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestSigner.STREAMING, TestSigner.STREAMING_TRAILER, TestSigner.STREAMING_UNSIGNED_TRAILER})
    void whereverTheBytesAreCutTheBodyIsTheSame(String mode) {
        int length = sent(mode, BODY, 7).bytes().length;
        for (int cut = 0; cut <= length; cut++) {
            for (int second = cut; second <= Math.min(cut + 2, length); second += 2) {
                Sent sent = sent(mode, BODY, 7); // signatures are chained: each decoding needs a chain of its own
                assertThat(decode(sent, cut, second)).isEqualTo(BODY);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "1, 1", "1, 8", "8, 8", "9, 8", "100000, 65536"})
    void bodiesOfAllSizesArrive(int size, int chunkBytes) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        for (String mode :
                List.of(TestSigner.STREAMING, TestSigner.STREAMING_TRAILER, TestSigner.STREAMING_UNSIGNED_TRAILER)) {
            assertThat(decode(sent(mode, body, chunkBytes), 10, 20)).isEqualTo(body);
        }
    }

    @Test
    void trailersAreGivenAtTheEnd() {
        Sent sent = sent(TestSigner.STREAMING_TRAILER, BODY, 8);
        ChunkedDecoder decoder = new ChunkedDecoder(sent.payload(), sent.head());
        assertThat(decode(decoder, ByteBuffer.wrap(sent.bytes()))).isEqualTo(BODY);
        decoder.end();
        assertThat(decoder.trailers()).isEqualTo(TRAILERS);
    }

    @Test
    void payloadIsHandedOverWithoutACopy() {
        Sent sent = sent(TestSigner.STREAMING_UNSIGNED_TRAILER, BODY, 100);
        ByteBuffer input = ByteBuffer.wrap(sent.bytes());
        ByteBuffer slice =
                new ChunkedDecoder(sent.payload(), sent.head()).decode(input).orElseThrow();
        input.put("e\r\n".length(), (byte) 0x21); // the body begins behind the chunk's line
        assertThat(slice.get(0)).isEqualTo((byte) 0x21);
        assertThat(slice.remaining()).isEqualTo(BODY.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestSigner.STREAMING, TestSigner.STREAMING_TRAILER})
    void anyChangedByteOfASignedBodyIsNoticed(String mode) {
        int length = sent(mode, BODY, 7).bytes().length;
        for (int i = 0; i < length; i++) {
            Sent sent = sent(mode, BODY, 7);
            byte[] changed = sent.bytes().clone();
            changed[i] ^= 1;
            if (isLineEnd(changed, i)) {
                continue; // a line may end without carriage return
            }
            assertThatThrownBy(() -> decode(sent.with(changed), 5, 9))
                    .as("byte %d", i)
                    .isInstanceOf(S3Failure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestSigner.STREAMING, TestSigner.STREAMING_TRAILER, TestSigner.STREAMING_UNSIGNED_TRAILER})
    void aBodyCutOffIsIncomplete(String mode) {
        // The very last empty line may be missing.
        int length = sent(mode, BODY, 7).bytes().length - 2;
        for (int end = 0; end < length; end++) {
            Sent sent = sent(mode, BODY, 7);
            byte[] cut = java.util.Arrays.copyOf(sent.bytes(), end);
            assertThatThrownBy(() -> decode(sent.with(cut), 0, 0))
                    .as("cut at %d", end)
                    .isInstanceOf(S3Failure.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x\\r\\nhello\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "\\r\\n | INCOMPLETE_BODY",
                "-5\\r\\nhello\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "5\\r\\nhello0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "4\\r\\nhello\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "6\\r\\nhello!\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "3\\r\\nhel\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "ffffffffffffffff\\r\\nhello\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "7fffffffffffffff\\r\\nhello\\r\\n0\\r\\n\\r\\n | INCOMPLETE_BODY",
                "5\\r\\nhello\\r\\n0\\r\\n\\r\\nmore\\r\\n | INCOMPLETE_BODY",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-sha1:AA\\r\\n\\r\\n | MALFORMED_TRAILER",
                "5\\r\\nhello\\r\\n0\\r\\nno colon\\r\\n\\r\\n | MALFORMED_TRAILER",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:A\\r\\nx-amz-checksum-crc32:A\\r\\n\\r\\n | MALFORMED_TRAILER"
            })
    void brokenEncodingsAreRefused(String text, ErrorCode expected) {
        byte[] bytes = text.strip().replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII);
        ChunkedHead head = new ChunkedHead(5, List.of("x-amz-checksum-crc32"));
        Sent sent = new Sent(new Payload.Streaming(Optional.empty(), true), head, bytes);
        assertThatThrownBy(() -> decode(sent, 1, 2))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    @Test
    void anAnnouncedTrailerMustCome() {
        Sent sent = new Sent(
                new Payload.Streaming(Optional.empty(), true),
                new ChunkedHead(5, List.of("x-amz-checksum-crc32")),
                "5\r\nhello\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> decode(sent, 1, 2))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED_TRAILER));
    }

    @Test
    void aLineThatDoesNotEndMeetsALimit() {
        byte[] endless = "0".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        Sent sent = new Sent(new Payload.Streaming(Optional.empty(), true), new ChunkedHead(5, List.of()), endless);
        assertThatThrownBy(() -> decode(sent, 0, 0)).hasMessageContaining("1024");
    }

    @Test
    void noGarbageIsMoreThanAnError() {
        Random random = new Random(5);
        for (int round = 0; round < 3000; round++) {
            Sent sent = sent(TestSigner.STREAMING_UNSIGNED_TRAILER, BODY, 1 + random.nextInt(40));
            byte[] changed = sent.bytes().clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) "0123456789abcdef\r\n;:x".charAt(random.nextInt(21));
            }
            try {
                assertThat(decode(sent.with(changed), random.nextInt(9), 9)).hasSize(BODY.length);
            } catch (S3Failure expected) {
                assertThat(expected.code().status()).isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        ", MISSING_CONTENT_LENGTH",
        "abc, INVALID_ARGUMENT",
        "-1, INVALID_ARGUMENT",
        "99999999999999999999, INVALID_ARGUMENT"
    })
    void theHeadMustSayTheLength(@Nullable String length, ErrorCode expected) {
        SentHeaders headers = new SentHeaders();
        if (length != null) {
            headers.add("x-amz-decoded-content-length", length);
        }
        assertThatThrownBy(() -> ChunkedHead.parse(headers))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    @Test
    void onlyChecksumsAreTrailers() {
        SentHeaders headers = new SentHeaders().add("x-amz-decoded-content-length", "5");
        assertThat(ChunkedHead.parse(headers.add("x-amz-trailer", " X-Amz-Checksum-SHA256 ")))
                .isEqualTo(new ChunkedHead(5, List.of("x-amz-checksum-sha256")));
        headers.set("x-amz-trailer", "content-md5");
        assertThatThrownBy(() -> ChunkedHead.parse(headers))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static Sent sent(String mode, byte[] body, int chunkBytes) {
        boolean hasTrailer = !mode.equals(TestSigner.STREAMING);
        Map<String, String> headers =
                new TreeMap<>(Map.of("host", "h", "x-amz-decoded-content-length", "" + body.length));
        if (hasTrailer) {
            headers.put("x-amz-trailer", "x-amz-checksum-crc32");
        }
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "", headers, mode);
        SentHeaders sentHeaders = SentHeaders.of(signed);
        Claim.Signed claim = (Claim.Signed) VERIFIER.read(new RequestHead("PUT", "/b/k", "", sentHeaders), NOW);
        Payload.Streaming payload = (Payload.Streaming) VERIFIER.verify(claim, SECRET);
        Map<String, String> trailers = hasTrailer ? TRAILERS : Map.of();
        byte[] bytes = mode.equals(TestSigner.STREAMING_UNSIGNED_TRAILER)
                ? TestSigner.plainChunks(body, chunkBytes, trailers)
                : SIGNER.chunks(body, chunkBytes, signed, trailers);
        return new Sent(payload, ChunkedHead.parse(sentHeaders), bytes);
    }

    private static byte[] decode(Sent sent, int cut, int second) {
        ChunkedDecoder decoder = new ChunkedDecoder(sent.payload(), sent.head());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = sent.bytes().length;
        int from = 0;
        for (int to : new int[] {Math.min(cut, length), Math.min(second, length), length}) {
            if (to > from) {
                out.writeBytes(decode(decoder, ByteBuffer.wrap(sent.bytes(), from, to - from)));
                from = to;
            }
        }
        decoder.end();
        return out.toByteArray();
    }

    private static byte[] decode(ChunkedDecoder decoder, ByteBuffer input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Optional<ByteBuffer> next = decoder.decode(input); next.isPresent(); next = decoder.decode(input)) {
            byte[] bytes = new byte[next.get().remaining()];
            next.get().get(bytes);
            out.writeBytes(bytes);
        }
        assertThat(input.hasRemaining()).isFalse();
        return out.toByteArray();
    }

    private static boolean isLineEnd(byte[] bytes, int at) {
        return bytes[at] == ('\r' ^ 1) && at + 1 < bytes.length && bytes[at + 1] == '\n';
    }
}
