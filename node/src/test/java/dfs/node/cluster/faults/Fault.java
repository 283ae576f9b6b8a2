package dfs.node.cluster.faults;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What befalls one node for a while. */
enum Fault {
    LEADER_KILLED(true, 1),
    FOLLOWER_KILLED(false, 1),
    KILLED_AND_WIPED(false, 2),
    ALL_KILLED(true, 1),
    PAUSED(true, 2),
    CUT_OFF(true, 2),
    CUT_OFF_ONE_WAY(true, 2),
    CUT_OFF_FROM_ONE(true, 2),
    BUS_SPLIT(true, 3),
    DISK_FULL(true, 2),
    DISK_SLOW(true, 2),
    DISK_BROKEN(true, 2),
    CLOCK_AHEAD(true, 1),
    CLOCK_BEHIND(true, 1),
    RESTARTED_WITH_ANOTHER_VERSION(true, 1);

    /** More than a commit may take, by any clock. */
    private static final Duration JUMP = Duration.ofMinutes(5);

    private static final int SLOW_MILLIS = 400;

    private final boolean isForLeadersToo;
    private final int phases;

    Fault(boolean isForLeadersToo, int phases) {
        this.isForLeadersToo = isForLeadersToo;
        this.phases = phases;
    }

    /** Whether it may befall who leads. */
    boolean isForLeadersToo() {
        return isForLeadersToo;
    }

    /** How long it lasts, in phases of a round. */
    int phases() {
        return phases;
    }

    /** Lets it begin. */
    void begin(Stage stage, int node, Path otherVersion) throws IOException {
        int next = node % Stage.COUNT + 1;
        switch (this) {
            case LEADER_KILLED, FOLLOWER_KILLED -> stage.nodes().kill(node);
            case KILLED_AND_WIPED -> {
                stage.nodes().kill(node);
                stage.nodes().wipe(node);
            }
            case ALL_KILLED -> {
                for (int i = 1; i <= Stage.COUNT; i++) {
                    Process _ = stage.nodes().process(i).process().destroyForcibly();
                }
                for (int i = 1; i <= Stage.COUNT; i++) {
                    stage.nodes().kill(i);
                }
            }
            case PAUSED -> stage.nodes().pause(node);
            case CUT_OFF -> stage.net().isolate(node);
            case CUT_OFF_ONE_WAY -> {
                stage.net().cut(node, next);
                stage.net().cut(node, next % Stage.COUNT + 1);
            }
            case CUT_OFF_FROM_ONE -> {
                stage.net().cut(node, next);
                stage.net().cut(next, node);
            }
            case BUS_SPLIT -> stage.splitBus(node);
            case DISK_FULL -> stage.fillDisk(node);
            case DISK_SLOW -> stage.slowDisk(node, SLOW_MILLIS);
            case DISK_BROKEN -> stage.breakDisk(node);
            case CLOCK_AHEAD -> stage.setClock(node, JUMP);
            case CLOCK_BEHIND -> stage.setClock(node, JUMP.negated());
            case RESTARTED_WITH_ANOTHER_VERSION -> stage.restart(node, otherVersion);
        }
    }

    /** Ends it. */
    void end(Stage stage, int node) throws IOException {
        int next = node % Stage.COUNT + 1;
        switch (this) {
            case LEADER_KILLED, FOLLOWER_KILLED, KILLED_AND_WIPED -> {
                NodeProcess _ = stage.nodes().start(node);
            }
            case ALL_KILLED -> {
                for (int i = 1; i <= Stage.COUNT; i++) {
                    NodeProcess _ = stage.nodes().launch(i);
                }
                for (int i = 1; i <= Stage.COUNT; i++) {
                    NodeProcess _ = stage.nodes().process(i).awaitReady();
                }
            }
            case PAUSED -> stage.nodes().goOn(node);
            case CUT_OFF -> stage.net().join(node);
            case CUT_OFF_ONE_WAY -> {
                stage.net().mend(node, next);
                stage.net().mend(node, next % Stage.COUNT + 1);
            }
            case CUT_OFF_FROM_ONE -> {
                stage.net().mend(node, next);
                stage.net().mend(next, node);
            }
            case BUS_SPLIT -> stage.joinBus(node);
            case DISK_FULL -> stage.emptyDisk(node);
            case DISK_SLOW, DISK_BROKEN -> stage.healDisk(node);
            case CLOCK_AHEAD, CLOCK_BEHIND -> stage.setClock(node, Duration.ZERO);
            case RESTARTED_WITH_ANOTHER_VERSION -> stage.restart(node, NodeProcess.command());
        }
    }
}
