package dfs.node.forming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.job.Fsck;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> No node is taken out by what an older census said.
 *
 * <p><b>Method.</b> Censuses that end at the second look, and say what the test puts in their mouth.
 */
class LastCopiesTest {

    private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 1);
    private static final List<Member> MEMBERS =
            List.of(Member.of("node1~a", NOWHERE, NOWHERE), Member.of("node2~b", NOWHERE, NOWHERE));

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final LastCopies lastCopies = new LastCopies(bus);
    private Fsck.Report report = Fsck.Report.NONE;
    private Fsck.State end = Fsck.State.DONE;
    private long sole;
    private int taken;

    LastCopiesTest() {
        bus.serve(Address.JOBS, Fsck.Find.class, question -> {
            Fsck.Report told = report;
            report = report.state() == Fsck.State.RUNNING ? census(end) : report;
            return told;
        });
        bus.serve(Address.JOBS, Fsck.Start.class, question -> {
            if (report.state() != Fsck.State.RUNNING) {
                taken++;
                report = census(Fsck.State.RUNNING);
            }
            return report;
        });
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Fsck.Report census(Fsck.State state) {
        Fsck.NodeReport node = new Fsck.NodeReport("node2", true, 9, 0, 0, 0, 0, sole, List.of());
        return new Fsck.Report(
                state, false, false, 9, taken, 0, List.of(node), state == Fsck.State.FAILED ? "no disk" : "");
    }

    @Test
    void aCensusIsTakenForEachRemoval() {
        lastCopies.requireNone("node2", MEMBERS);
        lastCopies.requireNone("node2", MEMBERS);
        assertThat(taken).isEqualTo(2);
    }

    @Test
    void aCensusThatBeganBeforeItWasAskedForDoesNotCount() {
        report = bus.ask(new Fsck.Start(false));
        lastCopies.requireNone("node2", MEMBERS);
        assertThat(taken).isEqualTo(2);
    }

    @Test
    void whoHasSomethingAloneStaysAndSoDoesWhoIsNotKnownNotTo() {
        sole = 3;
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> lastCopies.requireNone("node2", MEMBERS))
                .withMessageContaining("3 blobs on no other node")
                .extracting(S3Failure::code)
                .isEqualTo(ErrorCode.OPERATION_ABORTED);
        sole = 0;
        end = Fsck.State.FAILED;
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> lastCopies.requireNone("node2", MEMBERS))
                .withMessageContaining("no disk")
                .extracting(S3Failure::code)
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        end = Fsck.State.DONE;
        lastCopies.requireNone("node2", MEMBERS);
    }
}
