package dfs.perf.micro;

import dfs.core.auth.Secret;
import dfs.perf.client.Body;
import dfs.perf.client.ChunkedFrames;
import dfs.perf.client.PayloadMode;
import dfs.perf.client.Request;
import dfs.s3.chunked.ChunkedDecoder;
import dfs.s3.chunked.ChunkedHead;
import dfs.s3.signature.Claim;
import dfs.s3.signature.Payload;
import dfs.s3.signature.SignatureVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One MiB of {@code aws-chunked}, in buffers of 64 KiB: signed chunks (which are hashed), and unsigned ones. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChunkedBenchmark {

    private static final int SIZE = 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final SignatureVerifier verifier = new SignatureVerifier(SentRequest.REGION);
    private final Secret secret = Secret.of(SentRequest.SECRET);
    private final Body body = Body.of(SIZE);
    private final SentRequest sent = SentRequest.of(Request.put("/bucket/key", body), PayloadMode.STREAMING);
    private final ByteBuffer signed =
            new ChunkedFrames(sent.signer(), body, sent.signed().signature()).encode();
    private final ByteBuffer unsigned = unsigned();
    private final ChunkedHead head = new ChunkedHead(SIZE, List.of());

    private static ByteBuffer unsigned() {
        byte[] line = "10000\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] end = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        int chunks = SIZE / BUFFER;
        ByteBuffer whole = ByteBuffer.allocate(chunks * (line.length + BUFFER + 2) + end.length);
        for (int chunk = 0; chunk < chunks; chunk++) {
            whole.put(line).put(new byte[BUFFER]).put((byte) '\r').put((byte) '\n');
        }
        return whole.put(end).flip();
    }

    @Benchmark
    public long signedChunks() {
        Claim.Signed claim = (Claim.Signed) verifier.read(sent.head(), sent.time());
        return decode((Payload.Streaming) verifier.verify(claim, secret), signed.duplicate());
    }

    @Benchmark
    public long unsignedChunks() {
        return decode(new Payload.Streaming(Optional.empty(), true), unsigned.duplicate());
    }

    private long decode(Payload.Streaming payload, ByteBuffer encoded) {
        ChunkedDecoder decoder = new ChunkedDecoder(payload, head);
        long bytes = 0;
        while (encoded.hasRemaining()) {
            int length = Math.min(BUFFER, encoded.remaining());
            ByteBuffer part = encoded.slice(encoded.position(), length);
            encoded.position(encoded.position() + length);
            Optional<ByteBuffer> piece = decoder.decode(part);
            while (piece.isPresent()) {
                bytes += piece.get().remaining();
                piece = decoder.decode(part);
            }
        }
        decoder.end();
        return bytes;
    }
}
