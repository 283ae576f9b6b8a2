package dfs.protocol.wire;

/** The first byte of a written value. Numbers stay what they are. */
final class Tag {

    static final int FALSE = 0;
    static final int TRUE = 1;
    static final int INT = 2;
    static final int LONG = 3;
    static final int DOUBLE = 4;
    static final int STRING = 5;
    static final int BYTES = 6;
    static final int NONE = 7;
    static final int SOME = 8;
    static final int LIST = 9;
    static final int SET = 10;
    static final int MAP = 11;
    static final int SORTED_MAP = 12;
    static final int RECORD = 13;
    static final int ENUM = 14;
    static final int NO_INT = 15;
    static final int SOME_INT = 16;
    static final int NO_LONG = 17;
    static final int SOME_LONG = 18;

    /** How deep values may stand in one another; ours do a dozen deep. */
    static final int DEPTH_MAX = 64;

    private Tag() {}
}
