package dfs.s3.call;

import dfs.core.record.Revisions;
import dfs.protocol.Consistency;
import java.util.Optional;
import java.util.OptionalLong;

/** What one call has seen of the metadata so far. Used by the request's own thread. */
final class Sight {

    private Revisions met = Revisions.NONE;
    private Optional<Consistency> given = Optional.empty();
    private OptionalLong stalenessMillis = OptionalLong.empty();

    /** Notes that something was seen, or decided, at these revisions. */
    void met(Revisions revisions) {
        met = met.plus(revisions);
    }

    /** Notes how fresh something was that was read; {@code staleness} is how old it can be at most, where that is known. */
    void given(Consistency level, OptionalLong staleness) {
        int weaker =
                given.map(before -> level.level().compareTo(before.level())).orElse(1);
        if (weaker > 0) {
            given = Optional.of(level);
            stalenessMillis = staleness;
        } else if (weaker == 0) {
            stalenessMillis = stalenessMillis.isPresent() && staleness.isPresent()
                    ? OptionalLong.of(Math.max(stalenessMillis.getAsLong(), staleness.getAsLong()))
                    : OptionalLong.empty();
        }
    }

    /** The newest revisions met. */
    Revisions met() {
        return met;
    }

    /** The weakest consistency given; absent where nothing was read. */
    Optional<Consistency> given() {
        return given;
    }

    /** How old what was read so can be at most; absent where that is not known. */
    OptionalLong stalenessMillis() {
        return stalenessMillis;
    }
}
