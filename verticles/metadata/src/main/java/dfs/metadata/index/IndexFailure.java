package dfs.metadata.index;

/** The index cannot be read or written: its disk failed, or what is stored is damaged. Nobody's request is at fault. */
public final class IndexFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A failure and where it came from. */
    public IndexFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
