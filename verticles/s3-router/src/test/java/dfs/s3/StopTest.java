package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the S3 port does with requests that are under way when it is told to close. */
class StopTest {

    @Test
    void aStopWaitsForARequestWhoseClientLeft() throws Exception {
        try (Surface surface = new Surface()) {
            assertThat(surface.send("PUT", "/bkt").status()).isEqualTo(200);
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            surface.blobs.beforeCommit = () -> {
                reached.countDown();
                await(released);
            };
            try (Wire wire = surface.connect()) {
                wire.request("PUT", "/bkt/slow", "x".repeat(100_000));
                await(reached);
            }
            while (surface.meters.get(Meters.CONNECTIONS).gauge().value() > 0) {
                Thread.onSpinWait();
            }
            Future<?> stopped = surface.stop();
            while (isOpen(surface.port())) {
                Thread.onSpinWait();
            }
            assertThat(stopped.isComplete()).isFalse();
            released.countDown();
            stopped.await(30, TimeUnit.SECONDS);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
