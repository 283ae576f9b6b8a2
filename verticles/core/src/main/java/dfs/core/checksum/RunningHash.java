package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A cryptographic hash as a running digest. */
record RunningHash(MessageDigest digest) implements RunningDigest {

    /** The hash of this name, one that every JDK has. */
    static RunningHash of(String name) {
        try {
            return new RunningHash(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + name, e);
        }
    }

    @Override
    public void update(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
    }

    @Override
    public byte[] finish() {
        return digest.digest();
    }
}
