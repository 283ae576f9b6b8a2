package dfs.metadata.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the Raft log before it is opened, for Ratis opens a sound one only. What a crash left of an entry that was being
 * written is cut off; where somebody may have been told of it, {@link LogLoss} says so. Damage that the index makes up for, because it holds all of it already, is set
 * aside. Damage to what may have been acknowledged and stands nowhere else is for a person to decide about.
 */
final class LogCheck {

    private static final Logger log = LoggerFactory.getLogger(LogCheck.class);

    /** What is taken to be told of where the disk does not say: any entry may have been. */
    private static final long UNREADABLE = Long.MAX_VALUE;

    private final Path folder;
    private final Path aside;
    private final String nodeId;
    private final boolean isAlone;
    private final long appliedTerm;
    private final long appliedIndex;
    private final Path acknowledged;
    private final FileBytes.Disk disk;

    /**
     * A look at the log in {@code folder}.
     *
     * @param folder the files of one Raft group
     * @param nodeId whose log it is
     * @param isAlone whether nobody else votes, so that no promise to others can be broken by what is mended
     * @param aside where damaged files are kept; made when there are some
     * @param applied the last entry that the index holds, durably; empty for none
     * @param acknowledged where {@link Acknowledged} is kept
     * @param disk where all of it is read
     */
    LogCheck(
            Path folder,
            String nodeId,
            boolean isAlone,
            Path aside,
            Optional<TermIndex> applied,
            Path acknowledged,
            FileBytes.Disk disk) {
        this.folder = folder;
        this.aside = aside;
        this.nodeId = nodeId;
        this.isAlone = isAlone;
        this.appliedTerm = applied.map(TermIndex::getTerm).orElse(0L);
        this.appliedIndex = applied.map(TermIndex::getIndex).orElse(-1L);
        this.acknowledged = acknowledged;
        this.disk = disk;
    }

    /**
     * Makes the log one that can be opened.
     *
     * @throws IOException where entries that may have been acknowledged are damaged: says which, and what can be done
     */
    void mend() throws IOException {
        long told = told();
        if (Files.notExists(folder.resolve("raft-meta"))) {
            requireNothing(told);
            return;
        }
        List<LogSegmentFile> files;
        try (Stream<Path> paths = Files.list(folder)) {
            files = paths.map(LogSegmentFile::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(LogSegmentFile::first))
                    .toList();
        }
        if (!files.isEmpty() && files.getFirst().first() > appliedIndex + 1) {
            throw new IOException(
                    "The metadata index holds the log up to entry " + appliedIndex + ", and the log in " + folder
                            + " begins with entry " + files.getFirst().first()
                            + ": the index is lost, or an old one. "
                            + remedy("Bring log and index back together from one copy."));
        }
        long lastIndex = appliedIndex;
        long lastTerm = appliedTerm; // terms only grow, and what is set aside holds none that the index does not
        for (int i = 0; i < files.size(); i++) {
            LogSegmentFile.Look look = files.get(i).look(disk);
            lastIndex = Math.max(lastIndex, look.lastIndex());
            lastTerm = Math.max(lastTerm, look.lastTerm());
            if (look.damage().isPresent()) {
                mend(files.subList(0, i + 1), look.damage().get(), told);
            }
        }
        if (told > lastIndex && told != UNREADABLE) {
            throw new IOException("Of the metadata log in " + folder + " the entries " + (lastIndex + 1) + " to " + told
                    + " are lost, which were acknowledged. "
                    + remedy("Bring the folder back from a copy. To go on without them instead, remove " + acknowledged
                            + "."));
        }
        VoteFile vote = new VoteFile(folder.resolve("raft-meta"));
        if (isAlone) {
            vote.mend(nodeId, lastTerm, aside);
        } else {
            vote.check(lastTerm);
        }
        if (told == UNREADABLE) {
            setAside(acknowledged);
            log.atWarn()
                    .addKeyValue("file", acknowledged)
                    .addKeyValue("keptIn", aside)
                    .log("how far the metadata log was told of cannot be read; set aside, and the log is sound");
        }
    }

    /** Without a log there must be nothing that was in it. */
    private void requireNothing(long told) throws IOException {
        if (appliedIndex >= 0) {
            throw new IOException(
                    "The metadata log in " + folder + " is missing, and the metadata index is there, up to"
                            + " entry " + appliedIndex
                            + ". Changes behind it were in the log alone. "
                            + remedy("Bring the folder back from a copy, or bring back log and index together."));
        }
        if (told >= 0) {
            throw new IOException("The metadata log in " + folder + " is missing, and the metadata index is empty,"
                    + " and changes "
                    + (told == UNREADABLE ? "may have been" : "up to entry " + told + " were") + " acknowledged. "
                    + remedy("Bring log and index back together from one copy. To begin anew without them instead,"
                            + " remove " + acknowledged + "."));
        }
    }

    /** The entry that was told of last, -1 where none is known; {@link #UNREADABLE} is not the same. */
    private long told() throws IOException {
        if (Files.notExists(acknowledged)) {
            return -1;
        }
        FileBytes note = FileBytes.read(acknowledged, disk);
        return note.unreadableTo() > 0
                ? UNREADABLE
                : Acknowledged.read(note.bytes()).orElse(-1);
    }

    private void mend(List<LogSegmentFile> upToDamaged, LogSegmentFile.Damage damage, long told) throws IOException {
        LogSegmentFile file = upToDamaged.getLast();
        long lastIndex = Math.max(
                file.last().orElse(damage.index()),
                damage.behind().stream().mapToLong(Long::longValue).max().orElse(damage.index()));
        if (lastIndex <= appliedIndex) {
            for (LogSegmentFile each : upToDamaged) { // a log has no holes: what comes before goes too
                setAside(each.path());
            }
            log.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("offset", damage.offset())
                    .addKeyValue("keptIn", aside)
                    .log("metadata log is damaged where the index has it all; set aside, nothing is lost");
        } else if (file.last().isEmpty()
                && damage.behind().isEmpty()
                && told < damage.index()
                && !damage.isUnreadable()
                && (isAlone || !damage.isWritten())) {
            cut(file, damage.offset());
            if (damage.isWritten() && !damage.hasHole()) {
                LogLoss.in(aside)
                        .note(
                                "Of the metadata log in " + folder + " the last entry, " + damage.index()
                                        + ", is not what was written, and may have been acknowledged; it is kept in "
                                        + aside
                                        + ". Objects may be missing or older than they were: write again what is known to be lost.");
            }
            log.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("offset", damage.offset())
                    .addKeyValue("keptIn", aside)
                    .log("metadata log ended in an entry that was not written whole; cut off");
        } else {
            throw new IOException("The metadata log is damaged: entry " + damage.index() + " at byte " + damage.offset()
                    + " of " + file.path()
                    + (damage.isUnreadable() ? " cannot be read" : " is not what was written")
                    + ", and it or changes behind it were acknowledged. "
                    + remedy("Bring the file back from a copy. To go on without all changes from that entry on instead,"
                            + " which loses them, cut the file: truncate -s " + damage.offset() + " '" + file.path()
                            + "', move later files away, and remove " + acknowledged + "."));
        }
    }

    /** Among others a member must not forget what it told them it has; and it need not, for they have it. */
    private String remedy(String whenAlone) {
        return isAlone ? whenAlone : VoteFile.REPLACE;
    }

    private void setAside(Path file) throws IOException {
        Files.createDirectories(aside);
        Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private void cut(LogSegmentFile file, long offset) throws IOException {
        Files.createDirectories(aside);
        Files.copy(file.path(), aside.resolve(file.path().getFileName()), StandardCopyOption.REPLACE_EXISTING);
        if (offset == 0) {
            Files.delete(file.path());
            return;
        }
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            channel.force(true);
        }
    }
}
