package dfs.s3.chunked;

import dfs.core.checksum.RunningDigest;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.signature.ChunkSignatures;
import dfs.s3.signature.Payload;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes one aws-chunked body as its bytes come: a line with the chunk's length in hexadecimal, and where chunks are signed
 * {@code ;chunk-signature=}, then its bytes and a line end; a chunk of no bytes ends the body, and trailing headers may
 * follow. Used by one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Transferring payload in multiple
 *     chunks</a>
 */
public final class ChunkedDecoder {

    private static final String SIGNATURE = "chunk-signature=";

    /** Hexadecimal digits of a chunk's length: more than any body needs, fewer than overflow a long. */
    private static final int LENGTH_DIGITS_MAX = 15;

    private enum State {
        LENGTH_LINE,
        BYTES,
        BYTES_END,
        TRAILER,
        DONE
    }

    private final Optional<ChunkSignatures> signatures;
    private final RunningDigest sha256;
    private final boolean hasTrailer;
    private final long sizeBytes;
    private final Trailers trailers;
    private final LineReader lines = new LineReader();
    private State state = State.LENGTH_LINE;
    private long chunkLeftBytes;
    private String chunkSignature = "";
    private long decodedBytes;

    /** Starts before the first chunk. */
    public ChunkedDecoder(Payload.Streaming payload, ChunkedHead head) {
        this.signatures = payload.signatures();
        this.sha256 = RunningDigest.sha256();
        this.hasTrailer = payload.hasTrailer();
        this.sizeBytes = head.sizeBytes();
        this.trailers = new Trailers(head.trailerNames(), payload.signatures());
    }

    /**
     * Decodes on.
     *
     * @param input the next encoded bytes; those used are taken from it
     * @return the next bytes of the body, a slice of {@code input}; empty where {@code input} is used up. Call it again
     *     with the same buffer until it is
     * @throws S3Failure where the encoding is broken or a signature does not match. Bytes returned before are proven only
     *     when {@link #end} has returned
     */
    public Optional<ByteBuffer> decode(ByteBuffer input) {
        while (input.hasRemaining()) {
            if (state == State.BYTES) {
                return Optional.of(bytes(input));
            }
            if (!lines.read(input)) {
                return Optional.empty();
            }
            String line = lines.take();
            switch (state) {
                case LENGTH_LINE -> beginChunk(line);
                case BYTES_END -> {
                    requireEmpty(line);
                    state = State.LENGTH_LINE;
                }
                case TRAILER -> trailer(line);
                case DONE -> requireEmpty(line);
                case BYTES -> throw new IllegalStateException("bytes are not read as a line");
            }
        }
        return Optional.empty();
    }

    /**
     * Says that no more bytes come.
     *
     * @throws S3Failure {@code IncompleteBody} where more were announced
     */
    public void end() {
        // The empty line after the last chunk adds nothing, and some clients leave it out.
        if ((state != State.TRAILER && state != State.DONE) || !lines.isEmpty()) {
            throw incomplete("it ended within a chunk");
        }
        if (decodedBytes != sizeBytes) {
            throw incomplete("it has " + decodedBytes + " bytes, x-amz-decoded-content-length says " + sizeBytes);
        }
        if (hasTrailer) {
            trailers.end();
        }
        state = State.DONE;
    }

    /** The trailing headers by name in lower case; after {@link #end}. */
    public Map<String, String> trailers() {
        return trailers.values();
    }

    private void beginChunk(String line) {
        int semicolon = line.indexOf(';');
        chunkLeftBytes = length(semicolon < 0 ? line : line.substring(0, semicolon));
        if (chunkLeftBytes > sizeBytes - decodedBytes) {
            throw incomplete("its chunks are longer than x-amz-decoded-content-length says");
        }
        if (signatures.isPresent()) {
            String extension = semicolon < 0 ? "" : line.substring(semicolon + 1);
            if (!extension.startsWith(SIGNATURE)) {
                throw incomplete("a chunk has no " + SIGNATURE);
            }
            chunkSignature = extension.substring(SIGNATURE.length());
        }
        if (chunkLeftBytes == 0) {
            endChunk();
            state = State.TRAILER;
        } else {
            state = State.BYTES;
        }
    }

    private ByteBuffer bytes(ByteBuffer input) {
        int length = (int) Math.min(input.remaining(), chunkLeftBytes);
        ByteBuffer slice = input.slice(input.position(), length);
        input.position(input.position() + length);
        if (signatures.isPresent()) {
            sha256.update(slice);
        }
        decodedBytes += length;
        chunkLeftBytes -= length;
        if (chunkLeftBytes == 0) {
            endChunk();
            state = State.BYTES_END;
        }
        return slice;
    }

    private void endChunk() {
        signatures.ifPresent(chain -> chain.verifyChunk(HexFormat.of().formatHex(sha256.finish()), chunkSignature));
    }

    private void trailer(String line) {
        if (!line.isEmpty()) {
            if (!hasTrailer) {
                throw new S3Failure(ErrorCode.MALFORMED_TRAILER);
            }
            trailers.add(line);
        } else if (!hasTrailer || !trailers.awaitsSignature()) {
            state = State.DONE;
        }
    }

    private static void requireEmpty(String line) {
        if (!line.isEmpty()) {
            throw incomplete("a chunk is longer than its length, or bytes follow its end");
        }
    }

    private static long length(String digits) {
        if (digits.isEmpty() || digits.length() > LENGTH_DIGITS_MAX) {
            throw incomplete("a chunk's length is not a number of 1 to " + LENGTH_DIGITS_MAX + " hexadecimal digits");
        }
        long length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw incomplete("a chunk's length is not hexadecimal");
            }
            length = length << 4 | digit;
        }
        return length;
    }

    /** S3 answers this code to whatever is wrong with the encoding. */
    static S3Failure incomplete(String why) {
        return new S3Failure(
                ErrorCode.INCOMPLETE_BODY,
                "The request body terminated unexpectedly: of the aws-chunked body, " + why + ".");
    }
}
