package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.EntityTags;
import dfs.s3.headers.HttpDates;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Deletes an object, or one version for good.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html">DeleteObject</a>
 */
public final class DeleteObject implements Operation {
    @Override
    public Action action(S3Request request) {
        return request.query().has("versionId") ? Action.DELETE_OBJECT_VERSION : Action.DELETE_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        Mutation.Deleted deleted = call.commit(new Mutation.DeleteObject(
                request.bucketName(), request.objectKey(), request.versionId(), preconditions(request)));
        S3Reply reply = S3Reply.noContent();
        if (deleted.isDeleteMarker()) {
            reply.header("x-amz-delete-marker", "true");
        }
        deleted.versionId().ifPresent(version -> reply.header("x-amz-version-id", version.text()));
        return reply;
    }

    private static Preconditions preconditions(S3Request request) {
        List<String> ifMatch = EntityTags.of(request, "If-Match");
        OptionalLong modified = number(request, "x-amz-if-match-last-modified-time", true);
        OptionalLong size = number(request, "x-amz-if-match-size", false);
        return ifMatch.isEmpty() && modified.isEmpty() && size.isEmpty()
                ? Preconditions.NONE
                : new Preconditions(ifMatch, List.of(), modified, size);
    }

    private static OptionalLong number(S3Request request, String header, boolean isDate) {
        Optional<String> text = request.header(header);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = isDate ? HttpDates.parse(text.get()) : size(text.get());
        if (number.isEmpty()) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, header + " is not " + (isDate ? "a date." : "a number."))
                    .with("ArgumentName", header)
                    .with("ArgumentValue", text.get())
                    .failure();
        }
        return number;
    }

    private static OptionalLong size(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }
}
