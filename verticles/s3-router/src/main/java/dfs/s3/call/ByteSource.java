package dfs.s3.call;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Gives bytes in order, to one virtual thread; waits while there are none yet. */
@FunctionalInterface
public interface ByteSource {

    /** No bytes at all. */
    ByteSource EMPTY = Optional::empty;

    /**
     * The next bytes, at least one; empty at the end, and from then on. The buffer is the caller's to keep, its bytes are
     * not to be changed.
     *
     * @throws dfs.core.error.S3Failure where the bytes do not come ({@code RequestTimeout}, {@code IncompleteBody}) or are
     *     not what was declared
     */
    Optional<ByteBuffer> next();
}
