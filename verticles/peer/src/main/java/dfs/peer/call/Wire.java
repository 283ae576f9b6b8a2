package dfs.peer.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import java.util.Arrays;

/** How an error travels: its name in a header, its sentence as the body, its status as that of the reply. */
final class Wire {

    /** The header that names an error of the table; a reply without it is none of ours. */
    static final String ERROR = "dfs-error";

    /** The most bytes of a body that is held in memory whole. */
    static final int BYTES_MAX = 8 << 20;

    /** More than TLS makes of a message at a time, so that HTTP cuts none of its pieces in two. */
    static final int CHUNK_BYTES = 64 << 10;

    private Wire() {}

    static S3Error error(String name, String message) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.INTERNAL_ERROR);
        return message.isBlank() ? S3Error.of(code) : S3Error.of(code, message);
    }
}
