package dfs.metadata.transport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * What travels on a connection: four bytes of its length, one that says what it is, and its bytes.
 *
 * @param kind between 0 and 255
 * @param bytes never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and handed on as it is
public record Frame(int kind, byte[] bytes) {

    /** More than any message is: the log sends entries of four MiB at once. */
    private static final int BYTES_MAX = 16 << 20;

    void write(DataOutputStream out) throws IOException {
        if (bytes.length > BYTES_MAX) {
            throw new IOException("A message of " + bytes.length + " bytes is too long to be sent.");
        }
        out.writeInt(bytes.length);
        out.writeByte(kind);
        out.write(bytes);
        out.flush();
    }

    /** Waits for one. */
    static Frame read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > BYTES_MAX) {
            throw new IOException("A message of " + Integer.toUnsignedString(length) + " bytes is too long.");
        }
        int kind = in.readUnsignedByte();
        byte[] bytes = in.readNBytes(length); // as it comes, not on the word of a stranger
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new Frame(kind, bytes);
    }
}
