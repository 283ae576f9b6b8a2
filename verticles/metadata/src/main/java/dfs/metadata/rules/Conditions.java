package dfs.metadata.rules;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Preconditions;
import java.util.List;
import java.util.Optional;

/** Decides preconditions against the version that is current at the commit. */
final class Conditions {

    private static final String ANY = "*";
    private static final long MILLIS_PER_SECOND = 1000;

    private Conditions() {}

    /** Refuses where a condition does not hold of {@code live}, the version meant, absent where it is a delete marker. */
    static void check(Preconditions conditions, Optional<ObjectRecord> live) {
        if (conditions.isNone()) {
            return;
        }
        boolean needsAnObject = !conditions.ifMatch().isEmpty()
                || conditions.modifiedMillis().isPresent()
                || conditions.sizeBytes().isPresent();
        if (needsAnObject && live.isEmpty()) {
            throw Change.refused(ErrorCode.NO_SUCH_KEY);
        }
        if (live.isEmpty()) {
            return;
        }
        ObjectRecord object = live.get();
        hold("If-Match", conditions.ifMatch().isEmpty() || names(conditions.ifMatch(), object));
        hold("If-None-Match", !names(conditions.ifNoneMatch(), object));
        hold(
                "x-amz-if-match-last-modified-time",
                conditions.modifiedMillis().isEmpty()
                        || conditions.modifiedMillis().getAsLong() / MILLIS_PER_SECOND
                                == object.modifiedMillis() / MILLIS_PER_SECOND);
        hold(
                "x-amz-if-match-size",
                conditions.sizeBytes().isEmpty() || conditions.sizeBytes().getAsLong() == object.sizeBytes());
    }

    private static boolean names(List<String> etags, ObjectRecord object) {
        return etags.contains(ANY) || etags.contains(object.etag());
    }

    private static void hold(String condition, boolean holds) {
        if (!holds) {
            throw S3Error.of(ErrorCode.PRECONDITION_FAILED)
                    .with("Condition", condition)
                    .failure();
        }
    }
}
