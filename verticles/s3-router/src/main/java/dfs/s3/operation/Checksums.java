package dfs.s3.operation;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.checksum.PartChecksums;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checksums as the headers of multipart uploads and copies name them. */
final class Checksums {

    private static final String ALGORITHM = "x-amz-checksum-algorithm";
    private static final String TYPE = "x-amz-checksum-type";
    private static final Pattern PART_COUNT = Pattern.compile("-[0-9]{1,5}$");

    private Checksums() {}

    /**
     * The algorithm that a request asks for.
     *
     * @throws S3Failure {@code InvalidRequest} where it is none
     */
    static Optional<ChecksumAlgorithm> algorithm(S3Request request) {
        Optional<String> text = request.header(ALGORITHM);
        Optional<ChecksumAlgorithm> algorithm = text.flatMap(ChecksumAlgorithm::parse);
        if (text.isPresent() && algorithm.isEmpty()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32,"
                            + " CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        return algorithm;
    }

    /**
     * What a multipart object's checksum is to cover: as asked for, or as the algorithm has it by default.
     *
     * @throws S3Failure {@code InvalidRequest} where the two do not go together
     */
    static ChecksumType type(S3Request request, Optional<ChecksumAlgorithm> algorithm) {
        Optional<String> text = request.header(TYPE);
        if (text.isEmpty()) {
            return algorithm.isPresent() && algorithm.get() != ChecksumAlgorithm.CRC64NVME
                    ? ChecksumType.COMPOSITE
                    : ChecksumType.FULL_OBJECT;
        }
        ChecksumType type = switch (text.get()) {
            case "COMPOSITE" -> ChecksumType.COMPOSITE;
            case "FULL_OBJECT" -> ChecksumType.FULL_OBJECT;
            default ->
                throw S3Error.of(ErrorCode.INVALID_REQUEST, "Value for x-amz-checksum-type header is invalid.")
                        .failure();
        };
        if (algorithm.isEmpty()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }
        boolean isPossible = type == ChecksumType.FULL_OBJECT
                ? algorithm.get().isCombinable()
                : algorithm.get() != ChecksumAlgorithm.CRC64NVME;
        if (!isPossible) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "The " + type.name() + " checksum type cannot be used with the "
                            + algorithm.get().name().toLowerCase(Locale.ROOT) + " checksum algorithm.");
        }
        return type;
    }

    /**
     * The value that a completion gives of the whole object; its type is the upload's.
     *
     * @throws S3Failure {@code InvalidRequest} where there are several, {@code BadDigest} where it cannot be a value of its
     *     algorithm
     */
    static Optional<Checksum> ofWhole(S3Request request, ChecksumType type) {
        Optional<Checksum> given = Optional.empty();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = request.header(algorithm.header());
            if (value.isEmpty()) {
                continue;
            }
            if (given.isPresent()) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST,
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }
            // Some clients leave the number of parts away.
            String digest = type == ChecksumType.COMPOSITE ? withoutPartCount(value.get()) : value.get();
            if (!PartChecksums.isWellFormed(algorithm, digest)) {
                throw new S3Failure(ErrorCode.BAD_DIGEST, "Value for " + algorithm.header() + " header is invalid.");
            }
            given = Optional.of(new Checksum(algorithm, type, value.get()));
        }
        return given;
    }

    /** Writes a checksum's value as an element. */
    static void write(XmlWriter xml, Optional<Checksum> checksum) {
        checksum.ifPresent(value -> xml.text(value.algorithm().element(), value.value()));
    }

    /** A value without the dash and the number of parts that follow it where it is {@linkplain ChecksumType#COMPOSITE composite}. */
    static String withoutPartCount(String value) {
        return PART_COUNT.matcher(value).replaceFirst("");
    }
}
