package dfs.s3.headers;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.ObjectRecord;
import dfs.s3.call.S3Request;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A range of an object's bytes.
 *
 * @param offset of the first byte
 * @param length how many, at least 1
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, 14</a>
 */
public record ByteRange(long offset, long length) {

    private static final String UNIT = "bytes=";

    /**
     * The range that a GET or HEAD asks for; absent where it asks for all, for several ranges, for the last bytes of an empty object,
     * or in a form not understood, and where If-Range does not hold.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidRange} where no byte of the object lies in it
     */
    public static Optional<ByteRange> of(S3Request request, ObjectRecord object) {
        Optional<String> header = request.header("Range");
        if (header.isEmpty() || !holdsIfRange(request, object)) {
            return Optional.empty();
        }
        return parse(header.get(), object.sizeBytes());
    }

    /**
     * Reads a range of {@code sizeBytes} bytes. The last so many bytes of none are all there are, and no range: what a client gets
     * that wants the end of a file of which it does not know the size.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidRange} where it lies outside
     */
    public static Optional<ByteRange> parse(String header, long sizeBytes) {
        String text = header.strip();
        if (!text.startsWith(UNIT) || text.indexOf(',') >= 0) {
            return Optional.empty();
        }
        int dash = text.indexOf('-', UNIT.length());
        if (dash < 0) {
            return Optional.empty();
        }
        OptionalLong first = number(text.substring(UNIT.length(), dash).strip());
        OptionalLong last = number(text.substring(dash + 1).strip());
        boolean hasFirst = dash > UNIT.length();
        boolean hasLast = dash + 1 < text.length();
        if ((hasFirst && first.isEmpty()) || (hasLast && last.isEmpty()) || (!hasFirst && !hasLast)) {
            return Optional.empty();
        }
        if (!hasFirst) {
            if (last.getAsLong() == 0) {
                throw unsatisfiable(header, sizeBytes);
            }
            long length = Math.min(last.getAsLong(), sizeBytes);
            return length == 0 ? Optional.empty() : Optional.of(new ByteRange(sizeBytes - length, length));
        }
        if (hasLast && last.getAsLong() < first.getAsLong()) {
            return Optional.empty();
        }
        if (first.getAsLong() >= sizeBytes) {
            throw unsatisfiable(header, sizeBytes);
        }
        long end = hasLast ? Math.min(last.getAsLong(), sizeBytes - 1) : sizeBytes - 1;
        return Optional.of(new ByteRange(first.getAsLong(), end - first.getAsLong() + 1));
    }

    /** The value of {@code Content-Range}, of an object of {@code sizeBytes}. */
    public String contentRange(long sizeBytes) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + sizeBytes;
    }

    private static dfs.core.error.S3Failure unsatisfiable(String header, long sizeBytes) {
        return S3Error.of(ErrorCode.INVALID_RANGE)
                .with("RangeRequested", header)
                .with("ActualObjectSize", Long.toString(sizeBytes))
                .failure();
    }

    private static boolean holdsIfRange(S3Request request, ObjectRecord object) {
        Optional<String> ifRange = request.header("If-Range");
        if (ifRange.isEmpty()) {
            return true;
        }
        String text = ifRange.get().strip();
        if (text.startsWith("W/")) {
            return false;
        }
        OptionalLong date = HttpDates.parse(text);
        return date.isPresent()
                ? object.modifiedMillis() / 1000 == date.getAsLong() / 1000
                : EntityTags.parse(text).contains(object.etag());
    }

    private static OptionalLong number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return text.isEmpty() || !isDigits(text) ? OptionalLong.empty() : OptionalLong.of(Long.MAX_VALUE);
        }
        return isDigits(text) ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
