package dfs.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that a whole folder depends on: one line, which stands there twice, each copy with its own checksum, so that
 * damage in one place neither goes unseen nor costs anything. Written whole or not at all.
 *
 * <pre>
 * node1 crc32c=0a1b2c3d
 * node1 crc32c=0a1b2c3d
 * </pre>
 *
 * @param path the file
 */
record MarkFile(Path path) {

    private static final Logger log = LoggerFactory.getLogger(MarkFile.class);
    private static final Pattern LINE = Pattern.compile("(.*) crc32c=([0-9a-f]{8})\n");
    private static final Pattern OLD_FORM = Pattern.compile("([^\n=]*)\n");

    /** Writes the line, synced to disk. */
    void write(String text) throws IOException {
        PrivateFile.write(path, content(text));
    }

    /**
     * What was written; empty where there is no such file. A copy that is damaged is made good from the other one.
     *
     * @throws StartFailure where both copies are damaged
     */
    Optional<String> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        byte[] all = Files.readAllBytes(path);
        Optional<String> text = firstCopy(all).or(() -> secondCopy(all)).or(() -> withoutChecksum(all));
        if (text.isEmpty()) {
            throw new StartFailure("The file " + path + " is damaged; restore it from a copy of this data folder, "
                    + "or set STORAGE_PATH to another folder.");
        }
        if (!Arrays.equals(all, content(text.get()))) {
            mend(text.get());
        }
        return text;
    }

    private void mend(String text) {
        try {
            write(text);
            log.atWarn().addKeyValue("file", path).log("file written anew with both its copies");
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", path).addKeyValue("reason", e).log("file has one sound copy only");
        }
    }

    private static byte[] content(String text) {
        String line = text + " crc32c=" + checksum(text) + "\n";
        return (line + line).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> firstCopy(byte[] all) {
        return copy(all, 0, all.length / 2);
    }

    private static Optional<String> secondCopy(byte[] all) {
        return copy(all, all.length - all.length / 2, all.length);
    }

    private static Optional<String> copy(byte[] all, int from, int to) {
        Matcher line = LINE.matcher(new String(all, from, to - from, StandardCharsets.ISO_8859_1));
        return line.matches() && line.group(2).equals(checksum(line.group(1)))
                ? Optional.of(line.group(1))
                : Optional.empty();
    }

    /** The form before there were checksums: the line alone. */
    private static Optional<String> withoutChecksum(byte[] all) {
        Matcher line = OLD_FORM.matcher(new String(all, StandardCharsets.ISO_8859_1));
        return line.matches() ? Optional.of(line.group(1)) : Optional.empty();
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
