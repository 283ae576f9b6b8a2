package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that behaves: it puts objects of every size that is kept in a way of its own, reads and lists them and compares,
 * over and over on one connection, while others do what they like.
 */
final class Neighbour implements AutoCloseable {

    private static final int[] SIZES = {0, 1_000, 70_000, 1_200_000};
    private static final String BUCKET = "/neighbour";
    private static final long BREATH_NANOS = 5_000_000;

    private final AbusedNode node;
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    private final Thread thread;
    private volatile boolean isLeaving;

    Neighbour(AbusedNode node) throws IOException {
        this.node = node;
        try (Wire wire = node.connect()) {
            assertThat(wire.ask("PUT", BUCKET).status()).isEqualTo(200);
        }
        thread = Thread.ofVirtual().name("neighbour").start(this::live);
    }

    private void live() {
        Random random = new Random(1);
        try (Wire wire = node.connect()) {
            while (!isLeaving) {
                round(wire, random);
                rounds.incrementAndGet();
                LockSupport.parkNanos(BREATH_NANOS);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure.set(Optional.of(e));
        }
    }

    private static void round(Wire wire, Random random) throws IOException {
        for (int size : SIZES) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            String path = BUCKET + "/" + size;
            Wire.Reply put = wire.ask("PUT", path, bytes);
            assertThat(put.status()).as(put.text()).isEqualTo(200);
            Wire.Reply got = wire.ask("GET", path);
            assertThat(got.status()).as("%s", got.headers()).isEqualTo(200);
            assertThat(Arrays.equals(got.body(), bytes)).as("bytes of %s", path).isTrue();
        }
        Wire.Reply listing = wire.ask("GET", BUCKET + "?list-type=2");
        assertThat(listing.text()).contains("<KeyCount>" + SIZES.length + "</KeyCount>");
    }

    /** Asserts that it was served all the while, and goes on being served from now on. */
    void assertServed() {
        int before = rounds.get();
        AbusedNode.await(
                "two more rounds of the neighbour's",
                () -> rounds.get() >= before + 2 || failure.get().isPresent(),
                () -> rounds + " rounds\n" + node.process().log());
        failure.get().ifPresent(e -> {
            throw new AssertionError(
                    "the neighbour was not served: " + e + "\n" + node.process().log(), e);
        });
    }

    @Override
    public void close() {
        isLeaving = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
