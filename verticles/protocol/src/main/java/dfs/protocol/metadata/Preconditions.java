package dfs.protocol.metadata;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.record.ObjectRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What must hold of a key's current version at the moment of the commit. Entity tags are without quotes; {@code *} in a
 * list stands for any existing object. A delete marker counts as no object.
 *
 * @param ifMatch the current version's tag must be one of these; empty for no condition
 * @param ifNoneMatch the current version's tag must be none of these; empty for no condition
 * @param modifiedMillis the current version must have been modified in this second, for DeleteObject only
 * @param sizeBytes the current version must have this size, for DeleteObject only
 */
public record Preconditions(
        List<String> ifMatch, List<String> ifNoneMatch, OptionalLong modifiedMillis, OptionalLong sizeBytes) {

    private static final String ANY = "*";
    private static final long MILLIS_PER_SECOND = 1000;

    /** Nothing is asked. */
    public static final Preconditions NONE =
            new Preconditions(List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty());

    /** Copies the lists. */
    public Preconditions {
        ifMatch = List.copyOf(ifMatch);
        ifNoneMatch = List.copyOf(ifNoneMatch);
    }

    /** Whether nothing is asked. */
    public boolean isNone() {
        return ifMatch.isEmpty() && ifNoneMatch.isEmpty() && modifiedMillis.isEmpty() && sizeBytes.isEmpty();
    }

    /**
     * Refuses where a condition does not hold. It is the commit that decides; who asks earlier only spares the sender work.
     *
     * @param meant finds the version meant, absent where there is none or it is a delete marker; asked only where a condition is
     * @throws S3Failure {@code PreconditionFailed}, {@code NoSuchKey}
     */
    public void check(Supplier<Optional<ObjectRecord>> meant) {
        if (isNone()) {
            return;
        }
        Optional<ObjectRecord> live = meant.get();
        boolean needsAnObject = !ifMatch.isEmpty() || modifiedMillis.isPresent() || sizeBytes.isPresent();
        if (needsAnObject && live.isEmpty()) {
            throw new S3Failure(ErrorCode.NO_SUCH_KEY);
        }
        if (live.isEmpty()) {
            return;
        }
        ObjectRecord object = live.get();
        hold("If-Match", ifMatch.isEmpty() || names(ifMatch, object.etag()));
        hold("If-None-Match", !names(ifNoneMatch, object.etag()));
        hold(
                "x-amz-if-match-last-modified-time",
                modifiedMillis.isEmpty()
                        || modifiedMillis.getAsLong() / MILLIS_PER_SECOND
                                == object.modifiedMillis() / MILLIS_PER_SECOND);
        hold("x-amz-if-match-size", sizeBytes.isEmpty() || sizeBytes.getAsLong() == object.sizeBytes());
    }

    /** Whether a list of tags names an existing object of this tag. */
    public static boolean names(List<String> etags, String etag) {
        return etags.contains(ANY) || etags.contains(etag);
    }

    private static void hold(String condition, boolean holds) {
        if (!holds) {
            throw S3Error.of(ErrorCode.PRECONDITION_FAILED)
                    .with("Condition", condition)
                    .failure();
        }
    }
}
