package dfs.perf.scenario;

import java.util.List;

/** The sizes of objects. */
enum Size {
    KIB_4("4k", 4L * 1024, 2000),
    KIB_64("64k", 64L * 1024, 500),
    MIB_1("1m", 1024L * 1024, 64),
    /** For 64 MiB in a warm-up, where those would be too few and too many bytes; no figure has it. */
    MIB_4("4m", 4L * 1024 * 1024, 16),
    MIB_64("64m", 64L * 1024 * 1024, 3);

    private final String label;
    private final long bytes;
    private final int prefilled;

    Size(String label, long bytes, int prefilled) {
        this.label = label;
        this.bytes = bytes;
        this.prefilled = prefilled;
    }

    /** Those of which figures are taken. */
    static List<Size> measured() {
        return List.of(KIB_4, KIB_64, MIB_1, MIB_64);
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
