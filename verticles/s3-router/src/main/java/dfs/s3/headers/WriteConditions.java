package dfs.s3.headers;

import dfs.protocol.metadata.Preconditions;
import dfs.s3.call.S3Request;
import java.util.List;
import java.util.OptionalLong;

/** The conditions of a write, which are decided at its commit. */
public final class WriteConditions {

    private WriteConditions() {}

    /** If-Match and If-None-Match of a request that writes an object. */
    public static Preconditions of(S3Request request) {
        List<String> ifMatch = EntityTags.of(request, "If-Match");
        List<String> ifNoneMatch = EntityTags.of(request, "If-None-Match");
        return ifMatch.isEmpty() && ifNoneMatch.isEmpty()
                ? Preconditions.NONE
                : new Preconditions(ifMatch, ifNoneMatch, OptionalLong.empty(), OptionalLong.empty());
    }
}
