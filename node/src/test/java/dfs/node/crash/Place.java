package dfs.node.crash;

/**
 * Where versions stand.
 *
 * @param bucket its name
 * @param key the key in it
 */
record Place(String bucket, String key) implements Comparable<Place> {

    /** The bucket that keeps versions; the other one never did. */
    static final String VERSIONED = "versioned";

    static final String PLAIN = "plain";

    boolean isVersioned() {
        return bucket.equals(VERSIONED);
    }

    String path() {
        return "/" + bucket + "/" + key;
    }

    @Override
    public int compareTo(Place other) {
        return path().compareTo(other.path());
    }
}
