package dfs.metadata.raft;

import java.time.Duration;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** What members ask of one another, and how long an answer is waited for. They are sent by their place among these, which stays. */
enum Asked {
    /** To take entries of the log, which are on disk when it answers; or none, as a sign of life. */
    APPEND(Duration.ofSeconds(3)),
    /** For a vote. */
    VOTE(Duration.ofSeconds(1)),
    /** To become the leader. */
    LEAD(Duration.ofSeconds(1)),
    /** To take a part of a snapshot. */
    SNAPSHOT(Duration.ofSeconds(5)),
    /** For Ratis' own index to read at, see {@link Meddling.Reading#RATIS_LINEARIZABLE}. */
    READ_INDEX(Duration.ofSeconds(1)),
    /** Where it stands, see {@link Standing}. */
    STANDING(Duration.ofSeconds(1)),
    /** To commit a command. */
    COMMAND(Duration.ofSeconds(3)),
    /** To change the members: a new one may have to be sent the whole index first. */
    CHANGE(Duration.ofMinutes(10));

    private static final Asked[] ALL = values();

    private final Duration limit;

    Asked(Duration limit) {
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    static Asked of(int kind) {
        if (kind >= ALL.length) {
            throw new IllegalArgumentException("a question of kind " + kind + " is not known");
        }
        return ALL[kind];
    }

    /** Reads a form of Ratis; what it holds is not copied out of {@code bytes}. */
    static <A> A read(Parser<A> parser, byte[] bytes) throws InvalidProtocolBufferException {
        ByteString whole = UnsafeByteOperations.unsafeWrap(bytes);
        CodedInputStream in = whole.newCodedInput();
        in.enableAliasing(true);
        return parser.parseFrom(in);
    }
}
