package dfs.protocol.wire.newer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The same record, three versions later. */
public record Thing(Optional<Extra> extra, OptionalLong limit, String name, Colour colour, List<Integer> counts) {

    /** A type that the older version does not know. */
    public record Extra(String text, Colour colour) {}

    /** Another one. */
    public enum Colour {
        /** One. */
        RED,
        /** Two. */
        BLUE
    }
}
