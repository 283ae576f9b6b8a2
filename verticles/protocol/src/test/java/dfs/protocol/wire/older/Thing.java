package dfs.protocol.wire.older;

import java.util.List;

/** A record as an older version of a node has it. */
public record Thing(String name, List<Integer> counts) {}
