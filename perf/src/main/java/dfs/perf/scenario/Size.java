package dfs.perf.scenario;

/** The sizes of objects. */
enum Size {
    KIB_4("4k", 4L * 1024, 2000),
    KIB_64("64k", 64L * 1024, 500),
    MIB_1("1m", 1024L * 1024, 64),
    MIB_64("64m", 64L * 1024 * 1024, 3);

    private final String label;
    private final long bytes;
    private final int prefilled;

    Size(String label, long bytes, int prefilled) {
        this.label = label;
        this.bytes = bytes;
        this.prefilled = prefilled;
    }

    /** As figures name it. */
    String label() {
        return label;
    }

    long bytes() {
        return bytes;
    }

    /** How many objects of this size are there to be read. */
    int prefilled() {
        return prefilled;
    }
}
