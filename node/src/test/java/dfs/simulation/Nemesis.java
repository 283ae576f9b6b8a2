package dfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does harm as the seed has it, until it is told to stop and to make good what it did. One node is the unlucky one: only its bytes rot, only its
 * disk is lost or lies, for two copies that are damaged at once nobody can make good.
 */
final class Nemesis {

    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private final World world;
    private final Net net;
    private final List<Node> nodes;
    private final Node unlucky;
    private final List<Runnable> owed = new ArrayList<>();
    private final int haste;
    private boolean isOver;

    Nemesis(World world, Net net, List<Node> nodes) {
        this.world = world;
        this.net = net;
        this.nodes = nodes;
        this.unlucky = nodes.get(world.dice(nodes.size()));
        this.haste = 300 + world.dice(2_000);
    }

    void begin() {
        var _ = world.after(TimeUnit.MILLISECONDS.toNanos(world.between(10, 2L * haste)), () -> {
            if (!isOver) {
                harm();
                begin();
            }
        });
    }

    /** All is well from now on. */
    void end() {
        isOver = true;
        net.heal();
        net.loseNothing();
        List.copyOf(owed).forEach(Runnable::run);
        nodes.forEach(node -> node.clockOff(0));
    }

    private Node any() {
        return nodes.get(world.dice(nodes.size()));
    }

    /** Who believes to lead, if anybody does. */
    private Node leader() {
        return nodes.stream()
                .filter(node ->
                        node.isUp() && node.voice().filter(Voice::isLeading).isPresent())
                .findFirst()
                .orElseGet(this::any);
    }

    private void harm() {
        switch (world.dice(18)) {
            case 0, 1 -> net.cut(any().number(), any().number());
            case 2 -> isolate(world.once(2) ? any() : leader());
            case 3, 4 -> net.heal();
            case 5, 6, 7 -> crash(any(), false);
            case 8, 9 -> pause(any());
            case 10 -> any().clockOff(jump());
            case 11 -> unlucky.disk().rot();
            case 12 -> lie();
            case 13 -> {
                if (world.once(3)) {
                    crash(unlucky, true);
                }
            }
            case 14 -> fill(any());
            case 15 -> fail(any());
            case 16 -> slow(any());
            default -> {
                if (world.once(3)) {
                    world.leap(TimeUnit.SECONDS.toNanos(world.between(1, 900)));
                }
            }
        }
    }

    private long jump() {
        long[] jumps = {0, 5_000, -5_000, 90_000, -90_000, HOUR + HOUR / 2, -HOUR - HOUR / 2, 26 * HOUR, -26 * HOUR};
        return jumps[world.dice(jumps.length)];
    }

    private void isolate(Node node) {
        for (Node other : node.others()) {
            net.cut(node.number(), other.number());
            net.cut(other.number(), node.number());
        }
    }

    /** Something that is made good after so long, or at the end. */
    private void later(long leastMillis, long mostMillis, Runnable good) {
        Runnable[] once = new Runnable[1];
        once[0] = () -> {
            if (owed.remove(once[0])) {
                good.run();
            }
        };
        owed.add(once[0]);
        var _ = world.after(TimeUnit.MILLISECONDS.toNanos(world.between(leastMillis, mostMillis)), once[0]);
    }

    private void crash(Node node, boolean isDiskLost) {
        if (!node.isUp()) {
            return;
        }
        if (isDiskLost) {
            node.wipe();
        } else {
            node.crash();
        }
        later(50, 9_000, node::start);
    }

    private void pause(Node node) {
        Life life = node.life();
        if (!node.isUp() || life.isPaused()) {
            return;
        }
        life.pause();
        if (world.once(4)) { // the others go on for long, and do what they do in that time
            var _ = world.after(TimeUnit.MILLISECONDS.toNanos(200), () -> world.leap(TimeUnit.MINUTES.toNanos(10)));
            later(20_000, 40_000, life::resume);
        } else {
            later(100, 7_000, life::resume);
        }
    }

    private void lie() {
        unlucky.disk().lying(true);
        later(1_000, 20_000, () -> unlucky.disk().lying(false));
    }

    private void fill(Node node) {
        node.disk().full(true);
        later(100, 10_000, () -> node.disk().full(false));
    }

    private void fail(Node node) {
        node.disk().failing(true);
        later(100, 6_000, () -> node.disk().failing(false));
    }

    private void slow(Node node) {
        switch (world.dice(3)) {
            case 0 -> {
                node.disk().slow(true);
                later(100, 8_000, () -> node.disk().slow(false));
            }
            case 1 -> {
                net.slow(true);
                later(100, 5_000, () -> net.slow(false));
            }
            default ->
                node.voice().ifPresent(voice -> {
                    voice.slow(true);
                    later(100, 8_000, () -> voice.slow(false));
                });
        }
    }
}
