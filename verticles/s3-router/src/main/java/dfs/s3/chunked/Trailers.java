package dfs.s3.chunked;

import dfs.core.checksum.RunningDigest;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.signature.ChunkSignatures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The headers after the last chunk: those announced and no others, and where chunks are signed a signature over them. */
final class Trailers {

    private static final String SIGNATURE = "x-amz-trailer-signature";

    private final List<String> announced;
    private final Optional<ChunkSignatures> signatures;
    private final Map<String, String> values = new LinkedHashMap<>();
    private boolean isSigned;

    Trailers(List<String> announced, Optional<ChunkSignatures> signatures) {
        this.announced = announced;
        this.signatures = signatures;
    }

    void add(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : trimmed(line.substring(0, colon)).toLowerCase(Locale.ROOT);
        String value = trimmed(line.substring(colon + 1));
        if (isSigned) {
            throw new S3Failure(ErrorCode.MALFORMED_TRAILER);
        }
        if (name.equals(SIGNATURE) && signatures.isPresent()) {
            signatures.get().verifyTrailer(sha256(), value);
            isSigned = true;
            return;
        }
        if (!announced.contains(name) || values.putIfAbsent(name, value) != null) {
            throw new S3Failure(ErrorCode.MALFORMED_TRAILER);
        }
    }

    /** Whether there are headers whose signature has not come: some clients put an empty line between. */
    boolean awaitsSignature() {
        return signatures.isPresent() && !isSigned && !values.isEmpty();
    }

    void end() {
        if (values.size() < announced.size() || awaitsSignature()) {
            throw new S3Failure(ErrorCode.MALFORMED_TRAILER);
        }
    }

    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Without the blanks that HTTP allows around a value, and only those. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
            to--;
        }
        return text.substring(from, to);
    }

    private String sha256() {
        StringBuilder canonical = new StringBuilder();
        values.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        RunningDigest digest = RunningDigest.sha256();
        digest.update(ByteBuffer.wrap(canonical.toString().getBytes(StandardCharsets.ISO_8859_1)));
        return HexFormat.of().formatHex(digest.finish());
    }
}
