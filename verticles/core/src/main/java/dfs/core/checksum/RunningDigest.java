package dfs.core.checksum;

import java.nio.ByteBuffer;

/** A digest or checksum computed while bytes pass by. Used by one thread. */
public interface RunningDigest {

    /** A checksum of S3's, over no bytes yet. */
    static RunningDigest of(ChecksumAlgorithm algorithm) {
        throw new UnsupportedOperationException();
    }

    /** MD5, of which entity tags are made. */
    static RunningDigest md5() {
        throw new UnsupportedOperationException();
    }

    /** SHA-256. */
    static RunningDigest sha256() {
        throw new UnsupportedOperationException();
    }

    /** Takes the next bytes, from position to limit. The buffer's position is left as it was. */
    void update(ByteBuffer bytes);

    /** The value's bytes, big-endian. To be called once: afterwards the digest starts anew. */
    byte[] finish();
}
