package dfs.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file that holds the value of one setting, as Docker and Kubernetes mount secrets: where {@code NAME_FILE} is set, it names the file
 * with the value of {@code NAME}. Space around the value, a line's end for instance, is not part of it.
 */
public final class SecretFile {

    private static final String SUFFIX = "_FILE";

    /** No secret is as long; a file that is was named by mistake. */
    private static final long SIZE_MAX = 64 << 10;

    private SecretFile() {}

    /** The variable that names the file with the value of another. */
    public static String variable(String name) {
        return name + SUFFIX;
    }

    /**
     * The value in a file.
     *
     * @throws IOException that says in words for the user why there is none
     */
    public static String read(String file) throws IOException {
        Path path = path(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IOException("there is no such file that this user may read");
        }
        if (Files.size(path) > SIZE_MAX) {
            throw new IOException("the file is too long to hold a value");
        }
        String value = text(path).strip();
        if (value.isEmpty()) {
            throw new IOException("the file is empty");
        }
        return value;
    }

    private static Path path(String file) throws IOException {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IOException("this is no name of a file", e);
        }
    }

    private static String text(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new IOException("the file is no text", e);
        }
    }
}
