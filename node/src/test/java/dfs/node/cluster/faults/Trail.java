package dfs.node.cluster.faults;

/**
 * Two keys that one client writes in turn, the same value to the first and then to the second.
 *
 * @param number of those of the client
 * @param first written first
 * @param second written with the same value thereafter
 */
record Trail(int number, Steps first, Steps second) {

    /** Keys of which nothing is written. */
    Trail(int number, String name) {
        this(number, new Steps(name + "/a"), new Steps(name + "/b"));
    }
}
