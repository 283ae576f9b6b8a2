package dfs.s3.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What requests that want much memory at a time are told. */
class MemoryTest {

    private static final int LARGE_BYTES = 4 << 20;
    private static final int FIT = Memory.DOCUMENT_BYTES_MAX / LARGE_BYTES;

    private final Memory memory = new Memory(Duration.ZERO);

    @Test
    void largeDocumentsBeyondTheRoomAreToldToSlowDownAndSmallOnesAreRead() {
        assertThat(nested(FIT)).isEqualTo(Optional.empty());
        assertThat(nested(FIT + 1)).contains(ErrorCode.SLOW_DOWN);
        assertThat(nested(FIT)).as("all room was given back").isEqualTo(Optional.empty());
    }

    @Test
    void theRoomOfADocumentIsKeptUntilItsCallIsAnswered() {
        int[] rooms = IntStream.range(0, FIT)
                .map(_ -> memory.takeDocument(new Declared(LARGE_BYTES, Optional::empty), LARGE_BYTES))
                .toArray();
        assertThat(nested(1)).contains(ErrorCode.SLOW_DOWN);
        IntStream.of(rooms).forEach(memory::documentDone);
        assertThat(nested(FIT)).isEqualTo(Optional.empty());
    }

    @Test
    void aDocumentOfUnknownLengthCountsAsTheLargest() {
        S3Failure[] refused = new S3Failure[1];
        read(-1, () -> nestedIn(FIT - 1, refused));
        assertThat(refused).containsOnlyNulls();
        read(-1, () -> nestedIn(FIT, refused));
        assertThat(refused[0].error().code()).isEqualTo(ErrorCode.SLOW_DOWN);
    }

    @Test
    void pagesThatNobodyTakesMakeTheNextOneWaitInVain() {
        for (int i = 0; i < Memory.PAGES_MAX; i++) {
            memory.awaitPage();
        }
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(memory::awaitPage)
                .matches(failure -> failure.error().code() == ErrorCode.SLOW_DOWN);
        memory.pageTaken();
        memory.awaitPage();
    }

    /** Reads so many large documents, each while the one before is half read; what the last was refused with. */
    private Optional<ErrorCode> nested(int documents) {
        S3Failure[] refused = new S3Failure[1];
        nestedIn(documents, refused);
        return Optional.ofNullable(refused[0]).map(failure -> failure.error().code());
    }

    private void nestedIn(int documents, S3Failure[] refused) {
        if (documents == 0) {
            assertThat(read(Memory.SMALL_BYTES, () -> {})).hasSize(1);
            return;
        }
        try {
            read(LARGE_BYTES, () -> nestedIn(documents - 1, refused));
        } catch (S3Failure failure) {
            refused[0] = failure;
        }
    }

    /** Reads a document of one byte that was declared as so many. */
    private byte[] read(int declared, Runnable meanwhile) {
        Supplier<Optional<ByteBuffer>> bytes = new Supplier<>() {
            private boolean isDone;

            @Override
            public Optional<ByteBuffer> get() {
                if (isDone) {
                    return Optional.empty();
                }
                isDone = true;
                meanwhile.run();
                return Optional.of(ByteBuffer.wrap(new byte[1]));
            }
        };
        RequestBody body = new Declared(declared, bytes);
        int room = memory.takeDocument(body, LARGE_BYTES);
        try {
            return body.readAll(LARGE_BYTES);
        } finally {
            memory.documentDone(room);
        }
    }

    private record Declared(long sizeBytes, Supplier<Optional<ByteBuffer>> bytes) implements RequestBody {
        @Override
        public Optional<ByteBuffer> next() {
            return bytes.get();
        }

        @Override
        public Optional<String> trailer(String name) {
            return Optional.empty();
        }
    }
}
