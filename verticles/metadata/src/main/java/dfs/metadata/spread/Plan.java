package dfs.metadata.spread;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.record.Content;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a mutation goes to which group.
 *
 * @param whole the mutation
 * @param parts by group; none where it would tie together what is in several groups, and is refused
 */
record Plan(Mutation<?> whole, SortedMap<Integer, Mutation<?>> parts) {

    private static final Logger log = LoggerFactory.getLogger(Plan.class);

    static Plan of(Mutation<?> mutation, Layout layout) {
        return switch (mutation) {
            case Mutation.CreateBucket create -> in(layout, create.name(), mutation);
            case Mutation.DeleteBucket delete -> in(layout, delete.name(), mutation);
            case Mutation.SetVersioning set -> in(layout, set.name(), mutation);
            case Mutation.SetBucketTags set -> in(layout, set.name(), mutation);
            case Mutation.SetCors set -> in(layout, set.name(), mutation);
            case Mutation.SetBucketAcl set -> in(layout, set.name(), mutation);
            case Mutation.PutObject put -> in(layout, put.bucket(), put.content(), mutation);
            case Mutation.CopyObject copy ->
                layout.groupOf(copy.sourceBucket()) == layout.groupOf(copy.bucket())
                        ? in(layout, copy.bucket(), mutation)
                        : refused(mutation);
            case Mutation.DeleteObject delete -> in(layout, delete.bucket(), mutation);
            case Mutation.SetObjectTags set -> in(layout, set.bucket(), mutation);
            case Mutation.SetObjectAcl set -> in(layout, set.bucket(), mutation);
            case Mutation.CreateUpload create -> in(layout, create.bucket(), mutation);
            case Mutation.PutPart put -> in(layout, put.bucket(), put.content(), mutation);
            case Mutation.CompleteUpload complete -> in(layout, complete.bucket(), mutation);
            case Mutation.AbortUpload abort -> in(layout, abort.bucket(), mutation);
            case Mutation.Admitted<?> admitted ->
                of(admitted.change(), layout).parts().isEmpty()
                        ? refused(mutation)
                        : in(layout, admitted.bucket(), mutation);
            case Mutation.CondemnBlobs condemn -> split(layout, condemn.blobs(), mutation, Mutation.CondemnBlobs::new);
            case Mutation.BuryBlobs bury -> split(layout, bury.blobs(), mutation, Mutation.BuryBlobs::new);
            case Mutation.ReleaseParts _,
                    Mutation.CreateUser _,
                    Mutation.UpdateUser _,
                    Mutation.DeleteUser _,
                    Mutation.CreateAccessKey _,
                    Mutation.SetAccessKeyEnabled _,
                    Mutation.DeleteAccessKey _,
                    Mutation.SetVoiceless _ -> in(0, mutation);
        };
    }

    private static Plan in(int group, Mutation<?> mutation) {
        return new Plan(mutation, new TreeMap<>(Map.of(group, mutation)));
    }

    private static Plan in(Layout layout, BucketName bucket, Mutation<?> mutation) {
        return in(layout.groupOf(bucket), mutation);
    }

    /** What names a blob is where the blob may be named: one group alone knows whether anything does. */
    private static Plan in(Layout layout, BucketName bucket, Content content, Mutation<?> mutation) {
        return content instanceof Content.Blob blob && layout.groupOf(blob.id()) != layout.groupOf(bucket)
                ? refused(mutation)
                : in(layout, bucket, mutation);
    }

    private static Plan refused(Mutation<?> mutation) {
        log.atError()
                .addKeyValue("mutation", mutation.getClass().getSimpleName())
                .log("mutation ties together what is in several groups of the metadata");
        return new Plan(mutation, new TreeMap<>());
    }

    private static Plan split(
            Layout layout, List<BlobId> blobs, Mutation<?> mutation, Function<List<BlobId>, Mutation<?>> ofSome) {
        SortedMap<Integer, List<BlobId>> byGroup = byGroup(layout, blobs);
        if (byGroup.size() <= 1) {
            return in(byGroup.isEmpty() ? 0 : byGroup.firstKey(), mutation);
        }
        SortedMap<Integer, Mutation<?>> parts = new TreeMap<>();
        byGroup.forEach((group, some) -> parts.put(group, ofSome.apply(some)));
        return new Plan(mutation, parts);
    }

    /** Blobs by where they would be named. */
    static SortedMap<Integer, List<BlobId>> byGroup(Layout layout, List<BlobId> blobs) {
        SortedMap<Integer, List<BlobId>> byGroup = new TreeMap<>();
        blobs.forEach(blob -> byGroup.computeIfAbsent(layout.groupOf(blob), group -> new ArrayList<>())
                .add(blob));
        return byGroup;
    }

    /** The outcome of the whole, of those of its parts. */
    Outcome<?> outcome(List<Outcome<?>> ofParts) {
        if (ofParts.isEmpty()) {
            return new Outcome.Refused<>(S3Error.of(ErrorCode.INTERNAL_ERROR));
        }
        if (ofParts.size() == 1 || !(whole instanceof Mutation.CondemnBlobs condemn)) {
            return ofParts.stream()
                    .filter(Outcome.Refused.class::isInstance)
                    .findFirst()
                    .orElse(ofParts.getFirst());
        }
        Set<Object> condemned = new HashSet<>();
        for (Outcome<?> each : ofParts) {
            switch (each) {
                case Outcome.Refused<?> refused -> {
                    return refused;
                }
                case Outcome.Done<?> done -> condemned.addAll((List<?>) done.result());
            }
        }
        return new Outcome.Done<>(
                condemn.blobs().stream().filter(condemned::contains).toList(),
                ((Outcome.Done<?>) ofParts.getFirst()).revision());
    }
}
