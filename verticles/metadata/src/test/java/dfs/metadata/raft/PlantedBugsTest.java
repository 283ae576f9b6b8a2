package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.ObjectRecord;
import dfs.protocol.cluster.Member;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * <b>Goal.</b> What makes reads linearizable is missed where it is not there.
 *
 * <p><b>Method.</b> Each situation in which a read could be stale is brought about, once with the code as it is, and once with a bug
 * planted; the first must not show an old state, the second must.
 */
@Timeout(120)
class PlantedBugsTest {

    /** Goes on believing that it leads long after others do. */
    private static final RaftSettings.Pace STUBBORN = new RaftSettings.Pace(
            Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofMillis(100));

    /** Waits for another to lead first, and then does not give it up on a busy machine. */
    private static final RaftSettings.Pace PATIENT = new RaftSettings.Pace(
            Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** On a machine that is busy the situation may pass by before it is looked at; then it is brought about again. */
    private static final int ATTEMPTS_MAX = 5;

    @TempDir
    private Path folder;

    private Cluster cluster;
    private List<Member> members;

    @BeforeEach
    void threeMembers() throws Exception {
        cluster = new Cluster(folder);
        members = Cluster.members("node1", "node2", "node3");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aLeaderThatWasDeposedAnswersNoStrongRead() throws Exception {
        assertThat(readOfALeaderThatWasDeposed(Meddling.Reading.ROUND)).isInstanceOf(Seen.Refused.class);
    }

    /** Ratis' own linearizable reads among them: see the decision on reads in docs/adr. */
    @ParameterizedTest
    @EnumSource(
            value = Meddling.Reading.class,
            names = {"RATIS_DEFAULT", "RATIS_LINEARIZABLE"})
    void readsByRatisAreStaleThere(Meddling.Reading planted) throws Exception {
        Seen seen = readOfALeaderThatWasDeposed(planted);
        for (int attempt = 1; seen instanceof Seen.Refused && attempt < ATTEMPTS_MAX; attempt++) {
            seen = readOfALeaderThatWasDeposed(planted); // it was too slow to answer at all
        }
        assertThat(seen).isEqualTo(new Seen.Answered(Optional.empty()));
    }

    /** What a read saw. */
    private sealed interface Seen {
        record Answered(Optional<ObjectRecord> found) implements Seen {}

        record Refused(ErrorCode why) implements Seen {}
    }

    /** Reads through a leader that does not know yet that another one leads, and has committed more. */
    private Seen readOfALeaderThatWasDeposed(Meddling.Reading reading) throws Exception {
        Optional<Seen> seen = Optional.empty();
        for (int attempt = 1; seen.isEmpty(); attempt++) {
            assertThat(attempt).isLessThanOrEqualTo(ATTEMPTS_MAX);
            cluster.close();
            cluster = new Cluster(folder.resolve(attempt + "-" + System.nanoTime()));
            members = Cluster.members("node1", "node2", "node3");
            seen = tryToReadOfALeaderThatWasDeposed(reading);
        }
        return seen.get();
    }

    /** Empty where another one led than is to be deposed, or it knew of it, which a busy machine may bring about. */
    private Optional<Seen> tryToReadOfALeaderThatWasDeposed(Meddling.Reading reading) throws Exception {
        Member old = members.getFirst();
        List<Member> rest = Cluster.without(members, old);
        cluster.meddle(old, new Meddling(reading, () -> {}, true));
        cluster.tweak(old, settings -> settings.withPace(STUBBORN));
        rest.forEach(each -> cluster.tweak(each, settings -> settings.withPace(PATIENT)));
        cluster.open(members);
        if (!cluster.leader(members).equals(old)) {
            return Optional.empty();
        }
        try {
            var _ = Asks.done(cluster.at(old), Asks.bucket());
            assertThat(Asks.find(cluster.at(old), "new")).isEmpty();
            return readCutOff(old, rest);
        } catch (S3Failure leadersChange) {
            return Optional.empty();
        }
    }

    private Optional<Seen> readCutOff(Member old, List<Member> rest) throws Exception {
        try (Cut _ = new Cut(old)) {
            Cluster.await(() -> rest.stream()
                    .allMatch(each -> cluster.at(each)
                            .membership()
                            .leader()
                            .filter(rest::contains)
                            .isPresent()));
            var _ = Asks.done(cluster.at(rest.getFirst()), Asks.put("new", "value"));
            Seen seen = seen(old);
            boolean believesToLead = cluster.at(old).membership().leader().equals(Optional.of(old));
            return believesToLead ? Optional.of(seen) : Optional.empty();
        }
    }

    private Seen seen(Member by) {
        try {
            return new Seen.Answered(Asks.find(cluster.at(by), "new"));
        } catch (S3Failure failure) {
            return new Seen.Refused(failure.code());
        }
    }

    @Test
    void aMemberThatHasNotAppliedACommitAnswersNoStrongReadUntilItHas() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (AutoCloseable _ = held::countDown) {
            assertThatExceptionOfType(S3Failure.class)
                    .isThrownBy(() -> readOfAMemberThatApplies(Meddling.Reading.ROUND, held))
                    .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        }
        assertThat(Asks.find(cluster.at(behind()), "new")).isPresent();
    }

    @Test
    void aReadThatAsksNobodyIsStaleThere() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (AutoCloseable _ = held::countDown) {
            assertThat(readOfAMemberThatApplies(Meddling.Reading.LOCAL, held)).isEmpty();
        }
    }

    private Member behind() {
        return members.getLast();
    }

    /** Reads through a member that applies what it is sent only when {@code held} opens. */
    private Optional<ObjectRecord> readOfAMemberThatApplies(Meddling.Reading reading, CountDownLatch held)
            throws Exception {
        CountDownLatch isHolding = new CountDownLatch(1);
        cluster.meddle(
                behind(),
                new Meddling(
                        reading,
                        () -> {
                            if (isHolding.getCount() == 0) {
                                Cluster.awaitOpen(held);
                            }
                        },
                        true));
        members.subList(0, 2).forEach(each -> cluster.tweak(each, settings -> settings.withPace(Cluster.PACE)));
        cluster.tweak(behind(), settings -> settings.withPace(PATIENT));
        cluster.open(members);
        Member leader = cluster.leader(members);
        assertThat(leader).isNotEqualTo(behind());
        var _ = Asks.done(cluster.at(leader), Asks.bucket());
        Cluster.await(() -> Asks.hasBucket(cluster.at(behind())));
        isHolding.countDown();
        var _ = Asks.done(cluster.at(leader), Asks.put("new", "value"));
        return Asks.find(cluster.at(behind()), "new");
    }

    @Test
    void aLeaderServesOnlyWhatItHasAppliedItsLogTo() throws Exception {
        assertThat(readOfALeaderThatRepeatsItsLog(true)).isPresent();
    }

    @Test
    void aLeaderThatDoesNotWaitForItsLogIsStale() throws Exception {
        assertThat(readOfALeaderThatRepeatsItsLog(false)).isEmpty();
    }

    /** Opens a member that has all in its log and nothing in its index, and reads as soon as it serves. */
    private Optional<ObjectRecord> readOfALeaderThatRepeatsItsLog(boolean waitsForLog) throws Exception {
        Path crashed = folder.resolve("crashed");
        try (RaftEngine engine = open(folder.resolve("running"), Meddling.NONE)) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("kept", "value"));
            copy(folder.resolve("running"), crashed);
        }
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        Runnable slow = () -> { // goes on when it was seen to serve, or plainly will not before it went on
            try {
                boolean _ = served.get(1, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException goesOn) {
                served.complete(false);
            }
        };
        try (RaftEngine engine = open(crashed, new Meddling(Meddling.Reading.ROUND, slow, waitsForLog))) {
            Optional<ObjectRecord> found = engine.read(
                            new dfs.protocol.metadata.Query.FindBucket(Asks.BUCKET), dfs.protocol.Consistency.STRONG)
                    .value()
                    .flatMap(bucket -> Asks.find(engine, "kept"));
            served.complete(true);
            return found;
        }
    }

    private static RaftEngine open(Path at, Meddling meddling) throws Exception {
        return RaftEngine.open(
                new RaftSettings(at, "node1", 0), InstantSource.system(), new SimpleMeterRegistry(), meddling);
    }

    private static void copy(Path from, Path to) throws java.io.IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }
}
