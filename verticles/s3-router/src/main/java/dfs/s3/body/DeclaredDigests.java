package dfs.s3.body;

import dfs.core.checksum.BodyDigests;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.PartChecksums;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.RequestBody;
import dfs.s3.call.S3Request;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client declares of the bytes it sends: {@code Content-MD5}, and one checksum, whose value stands in a header or
 * follows the body as a trailer.
 *
 * @param md5 base64 of the MD5
 * @param algorithm the checksum's algorithm
 * @param value base64 of the checksum, where it stands in a header
 * @param isInTrailer whether it follows the body
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">Checking object
 *     integrity for data uploads</a>
 */
public record DeclaredDigests(
        Optional<String> md5, Optional<ChecksumAlgorithm> algorithm, Optional<String> value, boolean isInTrailer) {

    private static final int MD5_BASE64_LENGTH = 24;
    private static final ChecksumAlgorithm[] ALGORITHMS = ChecksumAlgorithm.values();

    /**
     * Reads the headers.
     *
     * @throws S3Failure {@code InvalidDigest}, {@code InvalidRequest}
     */
    public static DeclaredDigests of(S3Request request) {
        Optional<String> md5 = request.header("Content-MD5");
        if (md5.isPresent() && !isMd5(md5.get())) {
            throw new S3Failure(ErrorCode.INVALID_DIGEST, "The Content-MD5 you specified was invalid.");
        }
        Optional<ChecksumAlgorithm> algorithm = Optional.empty();
        Optional<String> value = Optional.empty();
        for (ChecksumAlgorithm candidate : ALGORITHMS) {
            Optional<String> header = request.header(candidate.header());
            if (header.isEmpty()) {
                continue;
            }
            if (algorithm.isPresent()) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST,
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }
            if (!PartChecksums.isWellFormed(candidate, header.get())) {
                throw new S3Failure(ErrorCode.BAD_DIGEST, "Value for " + candidate.header() + " header is invalid.");
            }
            algorithm = Optional.of(candidate);
            value = header;
        }
        return inTrailer(request, md5, algorithm, value);
    }

    private static DeclaredDigests inTrailer(
            S3Request request, Optional<String> md5, Optional<ChecksumAlgorithm> inHeader, Optional<String> value) {
        Optional<ChecksumAlgorithm> algorithm = inHeader;
        boolean isInTrailer = false;
        Optional<String> trailer = request.header("x-amz-trailer");
        if (trailer.isPresent() && inHeader.isEmpty()) {
            String name = trailer.get().trim().toLowerCase(Locale.ROOT);
            for (ChecksumAlgorithm candidate : ALGORITHMS) {
                if (candidate.header().equals(name)) {
                    algorithm = Optional.of(candidate);
                    isInTrailer = true;
                }
            }
            if (!isInTrailer) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST, "The value specified in the x-amz-trailer header is not supported");
            }
        }
        Optional<String> sdk = request.header("x-amz-sdk-checksum-algorithm");
        if (sdk.isPresent()) {
            Optional<ChecksumAlgorithm> named = ChecksumAlgorithm.parse(sdk.get());
            if (named.isEmpty() || (algorithm.isPresent() && !algorithm.equals(named))) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
            }
            if (algorithm.isEmpty() && md5.isEmpty()) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST,
                        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer"
                                + " headers were found.");
            }
        }
        return new DeclaredDigests(md5, algorithm, value, isInTrailer);
    }

    /** Whether anything is declared. */
    public boolean isPresent() {
        return md5.isPresent() || algorithm.isPresent();
    }

    /**
     * Compares what was declared with what came; after the end of the body.
     *
     * @throws S3Failure {@code BadDigest}, {@code InvalidRequest} where an announced trailer did not come
     */
    public void verify(BodyDigests digests, RequestBody body) {
        if (md5.isPresent()) {
            String computed = digests.md5Base64();
            if (!md5.get().equals(computed)) {
                throw S3Error.of(ErrorCode.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.")
                        .with("ExpectedDigest", md5.get())
                        .with("CalculatedDigest", computed)
                        .failure();
            }
        }
        if (algorithm.isEmpty()) {
            return;
        }
        String header = algorithm.get().header();
        String expected = (isInTrailer ? body.trailer(header) : value)
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.INVALID_REQUEST, "The trailer " + header + " was announced and did not come."));
        String computed = digests.checksum()
                .orElseThrow(() -> new IllegalStateException("no checksum was computed"))
                .value();
        if (!expected.equals(computed)) {
            if (!PartChecksums.isWellFormed(algorithm.get(), expected)) {
                throw new S3Failure(ErrorCode.INVALID_REQUEST, "Value for " + header + " trailing header is invalid.");
            }
            throw new S3Failure(
                    ErrorCode.BAD_DIGEST,
                    "The " + algorithm.get().name() + " you specified did not match the calculated checksum.");
        }
    }

    private static boolean isMd5(String text) {
        if (text.length() != MD5_BASE64_LENGTH) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(text).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
