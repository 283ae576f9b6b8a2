package dfs.perf.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one HTTP/1.1 reply: by its length, in chunks, or to the end of the connection (RFC 9112, section 6.3).
 */
final class ReplyReader {

    /** Heads are short; one that is longer is no reply. */
    private static final int HEAD_BYTES_MAX = 64 * 1024;

    private final ReadableByteChannel source;
    private final ByteBuffer in;
    private final byte[] copy = new byte[8 * 1024];
    private long bodyBytes;
    private boolean isLast;

    /** @param in what was read from the source but not used, ready to be read from */
    ReplyReader(ReadableByteChannel source, ByteBuffer in) {
        this.source = source;
        this.in = in;
    }

    /** The server closes the connection after this reply. */
    boolean isLast() {
        return isLast;
    }

    /** Reads the reply to a request sent at {@code startNanos}. */
    Reply read(Request request, long startNanos) throws IOException {
        if (!in.hasRemaining()) {
            fill();
        }
        long firstByteNanos = System.nanoTime() - startNanos;
        String head = head();
        while (head.startsWith("HTTP/1.1 100")) {
            head = head();
        }
        int status = Integer.parseInt(head.substring(9, 12));
        Reply reply = new Reply(status, head, 0, "", firstByteNanos);
        isLast = reply.header("connection").filter("close"::equalsIgnoreCase).isPresent();
        Optional<ByteArrayOutputStream> kept =
                request.keepsReply() || status >= 300 ? Optional.of(new ByteArrayOutputStream()) : Optional.empty();
        if (!request.method().equals("HEAD") && status != 204 && status != 304) {
            body(reply, kept);
        }
        String text = kept.map(bytes -> bytes.toString(StandardCharsets.UTF_8)).orElse("");
        return new Reply(status, head, bodyBytes, text, firstByteNanos);
    }

    private void body(Reply reply, Optional<ByteArrayOutputStream> kept) throws IOException {
        Optional<String> length = reply.header("content-length");
        if (length.isPresent()) {
            take(Long.parseLong(length.get()), kept);
        } else if (reply.header("transfer-encoding").isPresent()) {
            long chunk = chunkBytes();
            while (chunk > 0) {
                take(chunk, kept);
                var _ = line(); // the end of the chunk's own line
                chunk = chunkBytes();
            }
            while (!line().isEmpty()) {
                // A trailer: nobody asked for it.
            }
        } else {
            isLast = true;
            untilEnd(kept);
        }
    }

    private long chunkBytes() throws IOException {
        String line = line();
        int semicolon = line.indexOf(';');
        return Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
    }

    private void take(long bytes, Optional<ByteArrayOutputStream> kept) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (!in.hasRemaining()) {
                fill();
            }
            int count = (int) Math.min(left, in.remaining());
            consume(count, kept);
            left -= count;
        }
    }

    private void untilEnd(Optional<ByteArrayOutputStream> kept) throws IOException {
        boolean ends = false;
        while (!ends) {
            consume(in.remaining(), kept);
            in.clear();
            ends = source.read(in) < 0;
            in.flip();
        }
    }

    private void consume(int count, Optional<ByteArrayOutputStream> kept) {
        bodyBytes += count;
        if (kept.isEmpty()) {
            in.position(in.position() + count);
            return;
        }
        int left = count;
        while (left > 0) {
            int step = Math.min(left, copy.length);
            in.get(copy, 0, step);
            kept.get().write(copy, 0, step);
            left -= step;
        }
    }

    private String head() throws IOException {
        StringBuilder text = new StringBuilder(512);
        String line = line();
        while (!line.isEmpty()) {
            text.append(line).append("\r\n");
            if (text.length() > HEAD_BYTES_MAX) {
                throw new IOException("a head of more than " + HEAD_BYTES_MAX + " bytes");
            }
            line = line();
        }
        return text.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (!in.hasRemaining()) {
                fill();
            }
            char next = (char) (in.get() & 0xff);
            if (next == '\n') {
                int length = line.length();
                return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
            }
            line.append(next);
        }
    }

    private void fill() throws IOException {
        in.clear();
        int count = source.read(in);
        in.flip();
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
    }
}
