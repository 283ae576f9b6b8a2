package dfs.metadata.raft;

import dfs.metadata.transport.Frame;
import dfs.metadata.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** What members ask of one another, and how long an answer is waited for. */
enum Asked {
    /** To take entries of the log, which are on disk when it answers; or none, as a sign of life. */
    APPEND(0, Duration.ofSeconds(3)),
    /** For a vote. */
    VOTE(1, Duration.ofSeconds(1)),
    /** To become the leader. */
    LEAD(2, Duration.ofSeconds(1)),
    /** To take a part of a snapshot. */
    SNAPSHOT(3, Duration.ofSeconds(5)),
    /** For Ratis' own index to read at: where a test has it read itself, see {@link Meddling.Reading#RATIS_LINEARIZABLE}. */
    READ_INDEX(4, Duration.ofSeconds(1)),
    /** Where it stands, see {@link Standing}. */
    STANDING(5, Duration.ofSeconds(1)),
    /** To commit a command. */
    COMMAND(6, Duration.ofSeconds(3)),
    /** To change the members: a new one may have to be sent the whole index first. */
    CHANGE(7, Duration.ofMinutes(10));

    private static final Asked[] ALL = values();

    private final int kind;
    private final Duration limit;

    Asked(int kind, Duration limit) {
        this.kind = kind;
        this.limit = limit;
    }

    /** Until when what is asked now is waited for, by {@link System#nanoTime}: on either side. */
    long deadline() {
        return System.nanoTime() + limit.toNanos();
    }

    /**
     * Asks it of the member at {@code address}; blocks until that answered. All but a part of a snapshot may be taken twice.
     *
     * @throws IOException as {@link Transport#ask} does
     */
    byte[] of(Transport transport, String address, byte[] question) throws IOException {
        return transport.ask(address, new Frame(kind, question), limit, this != SNAPSHOT);
    }

    static Asked of(int kind) {
        for (Asked each : ALL) {
            if (each.kind == kind) {
                return each;
            }
        }
        throw new IllegalArgumentException("a question of kind " + kind + " is not known");
    }

    /** Reads a form of Ratis; what it holds is not copied out of {@code bytes}. */
    static <A> A read(Parser<A> parser, byte[] bytes) throws InvalidProtocolBufferException {
        ByteString whole = UnsafeByteOperations.unsafeWrap(bytes);
        CodedInputStream in = whole.newCodedInput();
        in.enableAliasing(true);
        return parser.parseFrom(in);
    }
}
