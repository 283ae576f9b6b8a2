package dfs.metadata.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which Ratis keeps the term and for whom this member voted in it. It has no checksum. A member that is alone has voted for nobody
 * but itself, so that the file can be made again from the log. Among others that would let it vote twice in one term, and two could lead.
 *
 * @param path the file
 */
record VoteFile(Path path) {

    /** What to do with a node whose promises to the others cannot be read any more. */
    static final String REPLACE =
            "Replace the node: stop it, move its data folder away, start it as a new member, and change the"
                    + " members so that the new one takes its place; it gets all from the others.";

    private static final Logger log = LoggerFactory.getLogger(VoteFile.class);
    private static final Pattern FORM = Pattern.compile("(#[^\n]*\n)*term=([0-9]{1,18})\nvotedFor=([^\n]*)\n");
    private static final Pattern OTHER_ORDER = Pattern.compile("(#[^\n]*\n)*votedFor=([^\n]*)\nterm=([0-9]{1,18})\n");

    /**
     * Refuses a file that a member among others cannot have written.
     *
     * @param lastTerm the term of the log's last entry; the file's is never lower
     */
    void check(long lastTerm) throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        Matcher form = FORM.matcher(text);
        Matcher other = OTHER_ORDER.matcher(text);
        boolean isSound = (form.matches() && Long.parseLong(form.group(2)) >= lastTerm)
                || (other.matches() && Long.parseLong(other.group(3)) >= lastTerm);
        if (!isSound) {
            throw new IOException(
                    "The file " + path + ", in which this node keeps for whom it voted, is damaged. Voting again"
                            + " could make two nodes lead. " + REPLACE);
        }
    }

    /**
     * Makes the file again where it is not what the member {@code nodeId}, which is alone, can have written.
     *
     * @param lastTerm the term of the log's last entry; the file's is never lower
     * @param aside where the damaged file is kept; made when there is one
     */
    void mend(String nodeId, long lastTerm, Path aside) throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        Matcher form = FORM.matcher(text);
        Matcher other = OTHER_ORDER.matcher(text);
        boolean isSound = (form.matches() && isPossible(form.group(2), form.group(3), nodeId, lastTerm))
                || (other.matches() && isPossible(other.group(3), other.group(2), nodeId, lastTerm));
        if (isSound) {
            return;
        }
        Files.createDirectories(aside);
        Files.copy(path, aside.resolve(path.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Path fresh = path.resolveSibling("renewed_" + path.getFileName());
        Files.writeString(fresh, "term=" + lastTerm + "\nvotedFor=" + nodeId + "\n");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        log.atWarn()
                .addKeyValue("file", path)
                .addKeyValue("keptIn", aside)
                .log("vote of the metadata log is damaged; made again from the log, nothing is lost");
    }

    private static boolean isPossible(String term, String votedFor, String nodeId, long lastTerm) {
        return Long.parseLong(term) >= lastTerm && (votedFor.equals(nodeId) || votedFor.isEmpty());
    }
}
