package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What a disk has, as far as the words of the operating system tell it. */
enum DiskFault {
    /** No space is left. */
    FULL("its disk is full"),
    /** It takes no writes at all. */
    READ_ONLY("its disk is read-only"),
    /** This process may open no more files. */
    TOO_MANY_FILES("this process has too many open files; raise its limit (ulimit -n)"),
    /** The folder is not there. */
    GONE("it is not there, or is not the one this node opened"),
    /** A read, a write or a sync failed. */
    BROKEN("its disk fails"),
    /** The failure does not speak of a disk. */
    NONE("");

    private final String words;

    DiskFault(String words) {
        this.words = words;
    }

    /** What a person reads of it, said of a folder. */
    String words() {
        return words;
    }

    /** The error that a client is answered with. */
    ErrorCode code() {
        return this == FULL ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE;
    }

    /** What {@code failure}, or whatever caused it, says of the disk. */
    static DiskFault of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            DiskFault found = ofWords(each);
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    private static DiskFault ofWords(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return FULL;
        }
        if (text.contains("read-only file system")) {
            return READ_ONLY;
        }
        if (text.contains("too many open files")) {
            return TOO_MANY_FILES;
        }
        if (text.contains("input/output error")) {
            return BROKEN;
        }
        return failure instanceof NoSuchFileException || text.contains("no such file or directory") ? GONE : NONE;
    }
}
