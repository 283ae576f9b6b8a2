package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send or take hardly anything and hold on to what they have. */
class SlowClientsIT {

    private static final int DRIPPING = 200;
    private static final int STALLED = 1_000;
    private static final int FLOOD_BYTES = 2 << 20;

    /** Objects that are kept inline, in a segment and in a file of their own. */
    private static final int[] SIZES = {3_000, 200_000, 1_500_000};

    @TempDir
    private Path folder;

    @Test
    void headsAndBodiesThatComeByteByByteAreGivenUp() throws IOException {
        List<Wire> dripping = new ArrayList<>();
        try (AbusedNode node = AbusedNode.start(folder, "DFS_HEAD_TIMEOUT", "5s", "DFS_BODY_TIMEOUT", "5s");
                Neighbour neighbour = new Neighbour(node)) {
            for (int i = 0; i < DRIPPING; i++) {
                Wire wire = node.connect();
                String head = Wire.head("PUT", "/neighbour/slow" + i, 100_000);
                wire.send(i % 2 == 0 ? head : head.substring(0, 20));
                dripping.add(wire);
            }
            node.awaitRequests(DRIPPING / 2);
            List<Wire.Reply> replies = drip(dripping);
            assertThat(replies).hasSize(DRIPPING).allSatisfy(reply -> {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text()).contains("<Code>RequestTimeout</Code>");
            });
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
        } finally {
            dripping.forEach(Wire::close);
        }
    }

    /** Sends a byte on each wire in turn until each was answered. */
    private static List<Wire.Reply> drip(List<Wire> wires) throws IOException {
        List<Wire> open = new ArrayList<>(wires);
        List<Wire.Reply> replies = new ArrayList<>();
        while (!open.isEmpty()) {
            for (Iterator<Wire> each = open.iterator(); each.hasNext(); ) {
                Wire wire = each.next();
                if (wire.hasReply()) {
                    replies.add(wire.reply());
                    each.remove();
                    wire.close();
                } else {
                    wire.send("x");
                }
            }
            LockSupport.parkNanos(50_000_000);
        }
        return replies;
    }

    @Test
    void aThousandUploadsThatStallHoldLittleAndStillCanEnd() throws IOException {
        List<Wire> stalled = new ArrayList<>();
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node)) {
            neighbour.assertServed();
            node.report("before the uploads");
            long before = node.rssMiB();
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("PUT", "/stalled").status()).isEqualTo(200);
            }
            for (int i = 0; i < STALLED; i++) {
                Wire wire = node.connect();
                int size = SIZES[i % SIZES.length];
                wire.send(Wire.head("PUT", "/stalled/" + i, size));
                wire.send(new byte[size / 2]);
                stalled.add(wire);
            }
            node.awaitRequests(STALLED);
            neighbour.assertServed();
            node.report(STALLED + " stalled uploads");
            assertThat(node.rssMiB() - before).isLessThan(400);
            int ended = 0;
            for (int i = 0; i < STALLED; i++) {
                if (i % 5 == 0) {
                    int size = SIZES[i % SIZES.length];
                    stalled.get(i).send(new byte[size - size / 2]);
                    assertThat(stalled.get(i).reply().status()).isEqualTo(200);
                    ended++;
                }
                stalled.get(i).close();
            }
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("GET", "/stalled?list-type=2").text())
                        .contains("<KeyCount>" + ended + "</KeyCount>");
            }
            node.assertNothingLeaked();
            node.report("after the uploads");
        } finally {
            stalled.forEach(Wire::close);
        }
    }

    /** Two gigabytes at once: with {@code -Dabuse.flood=true}. */
    @Test
    @EnabledIfSystemProperty(named = "abuse.flood", matches = "true")
    void aThousandUploadsThatComeFasterThanTheDiskTakesThemAllEnd() throws Exception {
        byte[] body = new byte[FLOOD_BYTES];
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> uploads = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                String path = "/neighbour2/" + i;
                if (i == 0) {
                    try (Wire wire = node.connect()) {
                        assertThat(wire.ask("PUT", "/neighbour2").status()).isEqualTo(200);
                    }
                }
                uploads.add(threads.submit(() -> {
                    try (Wire wire = node.connect()) {
                        wire.send(Wire.head("PUT", path, body.length));
                        wire.send(body);
                        return wire.reply().status();
                    }
                }));
            }
            for (Future<Integer> upload : uploads) {
                assertThat(upload.get()).isEqualTo(200);
            }
            node.report(STALLED + " uploads at once");
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
        }
    }

    @Test
    void downloadsThatNobodyTakesHoldLittle() throws IOException {
        List<Wire> stalled = new ArrayList<>();
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node)) {
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("PUT", "/neighbour2").status()).isEqualTo(200);
                assertThat(wire.ask("PUT", "/neighbour2/large", new byte[32 << 20])
                                .status())
                        .isEqualTo(200);
            }
            neighbour.assertServed();
            long before = node.rssMiB();
            for (int i = 0; i < STALLED; i++) {
                Wire wire = node.connect();
                wire.send(Wire.head("GET", "/neighbour2/large", -1));
                wire.readSome(1_000);
                stalled.add(wire);
            }
            node.awaitRequests(STALLED);
            neighbour.assertServed();
            node.report(STALLED + " stalled downloads");
            assertThat(node.rssMiB() - before).isLessThan(200);
            stalled.forEach(Wire::close);
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
        } finally {
            stalled.forEach(Wire::close);
        }
    }
}
