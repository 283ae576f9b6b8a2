package dfs.s3.headers;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Preconditions;
import dfs.s3.call.S3Request;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conditions under which an object is read. Entity tags come before dates: where If-Match is given If-Unmodified-Since
 * is not looked at, nor If-Modified-Since beside If-None-Match.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2">RFC 9110, 13.2.2</a>
 */
public final class ReadConditions {

    private ReadConditions() {}

    /** The names of the four headers; copies prefix them. */
    public record Names(String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {
        /** Of GET and HEAD. */
        public static final Names READ =
                new Names("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");

        /** Of the source of a copy. */
        public static final Names COPY_SOURCE = new Names(
                "x-amz-copy-source-if-match",
                "x-amz-copy-source-if-none-match",
                "x-amz-copy-source-if-modified-since",
                "x-amz-copy-source-if-unmodified-since");
    }

    /**
     * Checks the conditions of a read.
     *
     * @return whether the client has this version already and is answered 304
     * @throws S3Failure {@code PreconditionFailed}
     */
    public static boolean isNotModified(S3Request request, ObjectRecord object) {
        return violated(request, Names.READ, object)
                .map(name -> {
                    if (name.equals(Names.READ.ifMatch()) || name.equals(Names.READ.ifUnmodifiedSince())) {
                        throw failed(name);
                    }
                    return true;
                })
                .orElse(false);
    }

    /**
     * Checks the conditions under which the source of a copy is read; there is no 304 among its answers.
     *
     * @throws S3Failure {@code PreconditionFailed}
     */
    public static void checkCopySource(S3Request request, ObjectRecord source) {
        violated(request, Names.COPY_SOURCE, source).ifPresent(name -> {
            throw failed(name);
        });
    }

    private static S3Failure failed(String name) {
        return S3Error.of(ErrorCode.PRECONDITION_FAILED).with("Condition", name).failure();
    }

    /** The header whose condition does not hold; absent where all hold. */
    private static Optional<String> violated(S3Request request, Names names, ObjectRecord object) {
        List<String> ifMatch = EntityTags.of(request, names.ifMatch());
        if (!ifMatch.isEmpty()) {
            if (!Preconditions.names(ifMatch, object.etag())) {
                return Optional.of(names.ifMatch());
            }
        } else {
            OptionalLong since = date(request, names.ifUnmodifiedSince());
            if (since.isPresent() && seconds(object) > since.getAsLong() / 1000) {
                return Optional.of(names.ifUnmodifiedSince());
            }
        }
        List<String> ifNoneMatch = EntityTags.of(request, names.ifNoneMatch());
        if (!ifNoneMatch.isEmpty()) {
            if (Preconditions.names(ifNoneMatch, object.etag())) {
                return Optional.of(names.ifNoneMatch());
            }
        } else {
            OptionalLong since = date(request, names.ifModifiedSince());
            if (since.isPresent() && seconds(object) <= since.getAsLong() / 1000) {
                return Optional.of(names.ifModifiedSince());
            }
        }
        return Optional.empty();
    }

    private static OptionalLong date(S3Request request, String header) {
        Optional<String> text = request.header(header);
        return text.isEmpty() ? OptionalLong.empty() : HttpDates.parse(text.get());
    }

    private static long seconds(ObjectRecord object) {
        return object.modifiedMillis() / 1000;
    }
}
