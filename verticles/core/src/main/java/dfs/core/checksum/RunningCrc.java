package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/** A CRC as a running digest. */
record RunningCrc(Checksum crc, int lengthBytes) implements RunningDigest {

    @Override
    public void update(ByteBuffer bytes) {
        crc.update(bytes.duplicate());
    }

    @Override
    public byte[] finish() {
        long value = crc.getValue();
        crc.reset();
        byte[] bytes = new byte[lengthBytes];
        for (int i = lengthBytes - 1; i >= 0; i--) {
            bytes[i] = (byte) value;
            value >>>= Byte.SIZE;
        }
        return bytes;
    }
}
