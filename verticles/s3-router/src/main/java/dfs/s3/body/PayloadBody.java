package dfs.s3.body;

import dfs.core.checksum.RunningDigest;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.s3.call.ByteSource;
import dfs.s3.call.RequestBody;
import dfs.s3.chunked.ChunkedDecoder;
import dfs.s3.chunked.ChunkedHead;
import dfs.s3.signature.Payload;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A body as its signature protects it: compared with its SHA-256, or unwrapped from signed or unsigned chunks. */
public final class PayloadBody {

    private PayloadBody() {}

    /**
     * Wraps the bytes on the wire.
     *
     * @param wire the body as sent
     * @param contentLength its length on the wire; -1 where not declared
     * @param payload how it is protected
     * @param chunkedHead what the head says of its chunks, where {@code payload} comes in chunks
     */
    public static RequestBody of(
            ByteSource wire, long contentLength, Payload payload, Optional<ChunkedHead> chunkedHead) {
        return switch (payload) {
            case Payload.Unsigned unsigned -> new Plain(wire, contentLength);
            case Payload.Hashed hashed -> new Hashed(wire, contentLength, hashed.sha256());
            case Payload.Streaming streaming ->
                new Chunked(
                        wire, streaming, chunkedHead.orElseThrow(() -> new IllegalStateException("no head of chunks")));
        };
    }

    private record Plain(ByteSource wire, long sizeBytes) implements RequestBody {
        @Override
        public Optional<ByteBuffer> next() {
            return wire.next();
        }

        @Override
        public Optional<String> trailer(String name) {
            return Optional.empty();
        }
    }

    private static final class Hashed implements RequestBody {
        private final ByteSource wire;
        private final long sizeBytes;
        private final String expected;
        private Optional<RunningDigest> digest = Optional.empty();
        private boolean hasEnded;

        Hashed(ByteSource wire, long sizeBytes, String expected) {
            this.wire = wire;
            this.sizeBytes = sizeBytes;
            this.expected = expected;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public Optional<ByteBuffer> next() {
            if (hasEnded) {
                return Optional.empty();
            }
            if (digest.isEmpty()) {
                digest = Optional.of(RunningDigest.sha256());
            }
            Optional<ByteBuffer> next = wire.next();
            if (next.isPresent()) {
                digest.get().update(next.get());
                return next;
            }
            hasEnded = true;
            String computed = HexFormat.of().formatHex(digest.get().finish());
            if (!computed.equals(expected)) {
                throw S3Error.of(ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH)
                        .with("ClientComputedContentSHA256", expected)
                        .with("S3ComputedContentSHA256", computed)
                        .failure();
            }
            return next;
        }

        @Override
        public Optional<String> trailer(String name) {
            return Optional.empty();
        }
    }

    private static final class Chunked implements RequestBody {
        private final ByteSource wire;
        private final ChunkedDecoder decoder;
        private final long sizeBytes;
        private Optional<ByteBuffer> input = Optional.empty();
        private Optional<Map<String, String>> trailers = Optional.empty();

        Chunked(ByteSource wire, Payload.Streaming payload, ChunkedHead head) {
            this.wire = wire;
            this.decoder = new ChunkedDecoder(payload, head);
            this.sizeBytes = head.sizeBytes();
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public Optional<ByteBuffer> next() {
            while (trailers.isEmpty()) {
                if (input.isPresent()) {
                    Optional<ByteBuffer> decoded = decoder.decode(input.get());
                    if (decoded.isPresent()) {
                        return decoded;
                    }
                }
                input = wire.next();
                if (input.isEmpty()) {
                    decoder.end();
                    trailers = Optional.of(decoder.trailers());
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<String> trailer(String name) {
            return trailers.flatMap(all -> Optional.ofNullable(all.get(name)));
        }
    }
}
