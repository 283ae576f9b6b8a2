package dfs.s3.body;

/**
 * What a version consists of is not there any more. Mostly the version was replaced or deleted between the moment it was found
 * and the moment its bytes were asked for: whoever looks again finds what is there now. Else the bytes are lost.
 */
public final class BytesGone extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Without a stack trace: it is part of the ordinary course. */
    public BytesGone() {
        super("the bytes of the version are gone", null, false, false);
    }
}
