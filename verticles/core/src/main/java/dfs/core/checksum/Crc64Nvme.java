package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/** The 64-bit CRC of the NVMe standard, which S3 computes by default. Used by one thread. */
public final class Crc64Nvme implements Checksum {

    /** A checksum of no bytes yet. */
    public Crc64Nvme() {}

    @Override
    public void update(int octet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getValue() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reset() {
        throw new UnsupportedOperationException();
    }
}
