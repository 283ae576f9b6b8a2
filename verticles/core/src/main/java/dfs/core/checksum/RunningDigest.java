package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A digest or checksum computed while bytes pass by. Used by one thread. */
public interface RunningDigest {

    /** A checksum of S3's, over no bytes yet. */
    static RunningDigest of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new RunningCrc(new CRC32(), algorithm.lengthBytes());
            case CRC32C -> new RunningCrc(new CRC32C(), algorithm.lengthBytes());
            case CRC64NVME -> new RunningCrc(new Crc64Nvme(), algorithm.lengthBytes());
            case SHA1 -> RunningHash.of("SHA-1");
            case SHA256 -> sha256();
        };
    }

    /** MD5, of which entity tags are made. */
    static RunningDigest md5() {
        return RunningHash.of("MD5");
    }

    /** SHA-256. */
    static RunningDigest sha256() {
        return RunningHash.of("SHA-256");
    }

    /** Takes the next bytes, from position to limit. The buffer's position is left as it was. */
    void update(ByteBuffer bytes);

    /** The value's bytes, big-endian. To be called once: afterwards the digest starts anew. */
    byte[] finish();
}
