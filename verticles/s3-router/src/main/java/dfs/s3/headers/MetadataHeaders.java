package dfs.s3.headers;

import dfs.core.auth.AccessList;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.record.ObjectMetadata;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object's metadata as headers: read from the request that writes the object, and written to the replies that give it
 * back. HTTP's decoder shows each byte of a header as one character: system headers go out byte by byte as they came in,
 * user metadata is read as UTF-8 where it can be.
 */
public final class MetadataHeaders {

    /** All user metadata of an object together, names and values. */
    public static final int USER_BYTES_MAX = 2048;

    /** What stands before the name of user metadata. */
    public static final String USER_PREFIX = "x-amz-meta-";

    /** The system headers that are kept, in lower case. */
    public static final List<String> SYSTEM = List.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-type",
            "expires",
            "x-amz-website-redirect-location");

    private static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";
    private static final String AWS_CHUNKED = "aws-chunked";

    private MetadataHeaders() {}

    /**
     * Reads what a request says of the object it writes, but for who may do what with it.
     *
     * @throws S3Failure {@code MetadataTooLarge}
     */
    public static ObjectMetadata read(S3Request request) {
        SortedMap<String, String> system = new TreeMap<>();
        SortedMap<String, String> user = new TreeMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(USER_PREFIX)) {
                user.merge(
                        name.substring(USER_PREFIX.length()),
                        decoded(header.getValue()),
                        (one, two) -> one + "," + two);
            } else if (SYSTEM.contains(name)) {
                system.putIfAbsent(name, header.getValue());
            }
        }
        String encoding = system.get("content-encoding");
        if (encoding != null) {
            String kept = withoutAwsChunked(encoding);
            if (kept.isEmpty()) {
                system.remove("content-encoding");
            } else {
                system.put("content-encoding", kept);
            }
        }
        checkSize(user);
        return new ObjectMetadata(
                system,
                user,
                request.header("x-amz-storage-class").orElse(ObjectMetadata.STANDARD),
                AccessList.PRIVATE);
    }

    /**
     * Checks the size of user metadata.
     *
     * @throws S3Failure {@code MetadataTooLarge}
     */
    public static void checkSize(Map<String, String> user) {
        int bytes = 0;
        for (Map.Entry<String, String> entry : user.entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().length();
        }
        if (bytes > USER_BYTES_MAX) {
            throw S3Error.of(ErrorCode.METADATA_TOO_LARGE)
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(USER_BYTES_MAX))
                    .failure();
        }
    }

    /** Writes an object's metadata. Of the system headers those in {@code overrides} are written with the value there. */
    public static void write(S3Reply reply, ObjectMetadata metadata, Map<String, String> overrides) {
        boolean hasContentType = false;
        for (Map.Entry<String, String> entry : metadata.system().entrySet()) {
            if (!overrides.containsKey(entry.getKey())) {
                reply.header(canonical(entry.getKey()), wire(entry.getValue()));
                hasContentType |= entry.getKey().equals("content-type");
            }
        }
        for (Map.Entry<String, String> entry : overrides.entrySet()) {
            reply.header(canonical(entry.getKey()), utf8(entry.getValue()));
            hasContentType |= entry.getKey().equals("content-type");
        }
        if (!hasContentType) {
            reply.header("Content-Type", DEFAULT_CONTENT_TYPE);
        }
        for (Map.Entry<String, String> entry : metadata.user().entrySet()) {
            reply.header(USER_PREFIX + entry.getKey(), encoded(entry.getValue()));
        }
        if (!metadata.storageClass().equals(ObjectMetadata.STANDARD)) {
            reply.header("x-amz-storage-class", metadata.storageClass());
        }
    }

    /**
     * The system headers that a GET or HEAD wants replaced, by {@code response-*} parameters.
     *
     * @throws S3Failure {@code InvalidRequest} where the request is not signed, {@code InvalidArgument} where a value cannot
     *     stand in a header
     */
    public static Map<String, String> overrides(S3Request request, boolean isSigned) {
        if (request.query().size() == 0) {
            return Map.of();
        }
        Map<String, String> overrides = new TreeMap<>();
        for (String name : SYSTEM) {
            Optional<String> value = request.query().get("response-" + name);
            if (value.isEmpty()) {
                continue;
            }
            if (!isSigned) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST,
                        "Request specific response headers cannot be used for anonymous GET requests.");
            }
            if (!canStandInHeader(value.get())) {
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Header value cannot be represented.")
                        .with("ArgumentName", "response-" + name)
                        .failure();
            }
            overrides.put(name, value.get());
        }
        return overrides;
    }

    private static boolean canStandInHeader(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Characters beyond one byte leave as the bytes of UTF-8, which is what browsers make of such headers. */
    private static String wire(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF) {
                return utf8(value);
            }
        }
        return value;
    }

    /** Text as a header that leaves as UTF-8. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** User metadata as the client meant it: UTF-8 where the bytes are, else Latin-1. */
    private static String decoded(String value) {
        if (isAscii(value)) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException latin1) {
            return value;
        }
    }

    /** User metadata for a header: Latin-1 as it is, anything else encoded as RFC 2047 says, as S3 does. */
    private static String encoded(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xFF || (c < 0x20 && c != '\t')) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
            }
        }
        return value;
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String withoutAwsChunked(String encoding) {
        if (!encoding.contains(AWS_CHUNKED)) {
            return encoding;
        }
        StringBuilder kept = new StringBuilder();
        for (String each : encoding.split(",", 0)) {
            if (!each.strip().equalsIgnoreCase(AWS_CHUNKED)) {
                kept.append(kept.isEmpty() ? "" : ",").append(each.strip());
            }
        }
        return kept.toString();
    }

    /** The usual spelling of a header; clients compare without case, people read. */
    private static String canonical(String name) {
        return switch (name) {
            case "cache-control" -> "Cache-Control";
            case "content-disposition" -> "Content-Disposition";
            case "content-encoding" -> "Content-Encoding";
            case "content-language" -> "Content-Language";
            case "content-type" -> "Content-Type";
            case "expires" -> "Expires";
            default -> name;
        };
    }
}
