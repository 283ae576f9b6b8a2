package dfs.s3.operation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.UploadId;
import dfs.core.record.UploadRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import dfs.s3.body.Intake;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Request;

/** Finds the open upload that a request addresses. */
final class Uploads {

    private Uploads() {}

    /** The id that the query names; what cannot be an id is the id of no upload. */
    static UploadId id(S3Request request) {
        return UploadId.parse(request.query().textOf("uploadId"))
                .orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_UPLOAD));
    }

    /**
     * The upload.
     *
     * @throws S3Failure {@code NoSuchUpload}
     */
    static UploadRecord require(S3Call call) {
        S3Request request = call.request();
        return call.read(new Query.FindUpload(request.bucketName(), request.objectKey(), id(request)))
                .orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_UPLOAD));
    }

    /** The part number that the query names, which the contract has checked. */
    static int partNumber(S3Request request) {
        return Integer.parseInt(request.query().textOf("partNumber"));
    }

    /** Commits what was taken as the part that the query names. */
    static void commitPart(S3Call call, UploadRecord upload, Intake.Taken taken) {
        S3Request request = call.request();
        call.commit(new Mutation.PutPart(
                request.bucketName(),
                request.objectKey(),
                upload.id(),
                partNumber(request),
                taken.sizeBytes(),
                taken.md5Hex(),
                taken.checksum(),
                taken.content(),
                call.admittedRevision()));
    }
}
