package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

class RoundTest {

    private static final List<String> THREE = List.of("a", "b", "c");
    private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");
    private static final long TERM = 7;
    private static final long COMMITTED = 40;

    private final List<String> asked = new ArrayList<>();
    private final Map<String, CompletableFuture<Standing>> answers = new HashMap<>();

    @Test
    void whoFollowsAsksOnlyTheLeaderOfThree() throws Exception {
        Round round = begin("a", Optional.of("c"), THREE);
        assertThat(asked).containsExactly("c");
        answer("c", leading(THREE));
        assertThat(round.index().get()).isEqualTo(COMMITTED);
    }

    @Test
    void asManyAreAskedAsMakeAMajority() throws Exception {
        Round round = begin("a", Optional.of("d"), FIVE);
        assertThat(asked).containsExactly("d", "b");
        answer("d", leading(FIVE));
        assertThat(round.index()).isNotDone();
        answer("b", following(TERM, FIVE));
        assertThat(round.index().get()).isEqualTo(COMMITTED);
    }

    @Test
    void allAreAskedWhereNoLeaderIsKnown() {
        Round _ = begin("a", Optional.empty(), THREE);
        assertThat(asked).containsExactly("b", "c");
    }

    @Test
    void theOthersAreAskedWhereTheLeaderDoesNotAnswer() throws Exception {
        Round round = begin("a", Optional.of("c"), THREE);
        fail("c");
        assertThat(asked).containsExactly("c", "b");
        answer("b", leading(THREE));
        assertThat(round.index().get()).isEqualTo(COMMITTED);
    }

    @Test
    void theOthersAreAskedWhereWhoWasThoughtToLeadDoesNot() throws Exception {
        Round round = begin("a", Optional.of("c"), THREE);
        answer("c", following(TERM + 1, THREE));
        assertThat(asked).containsExactly("c", "b");
        answer("b", new Standing(TERM + 1, true, COMMITTED + 1, THREE, List.of()));
        assertThat(round.index().get()).isEqualTo(COMMITTED + 1);
    }

    @Test
    void aLeaderOfAnEarlierTermThanOneHasHeardOfIsNotBelieved() {
        Round round = begin("a", Optional.of("c"), THREE);
        round.widen();
        answer("b", following(TERM + 1, THREE));
        assertThat(round.index()).isNotDone();
        answer("c", new Standing(TERM - 1, true, COMMITTED, THREE, List.of()));
        assertThatThrownBy(() -> round.index().get()).hasCauseInstanceOf(Round.NoMajority.class);
    }

    @Test
    void aRoundThatTakesLongAsksTheOthersOnce() throws Exception {
        Round round = begin("a", Optional.of("c"), THREE);
        round.widen();
        round.widen();
        assertThat(asked).containsExactly("c", "b");
        answer("b", leading(THREE));
        assertThat(round.index().get()).isEqualTo(COMMITTED);
        answer("c", following(TERM, THREE));
    }

    @Test
    void bothMajoritiesAreNeededWhileMembersChange() throws Exception {
        Standing own = new Standing(TERM, false, 0, List.of("a", "b", "c"), List.of("a", "d", "e"));
        Round round = Round.begin(id("a"), own, Optional.of(id("c")), peers("b", "c", "d", "e"), this::ask);
        assertThat(asked).containsExactly("c", "b", "d");
        answer("c", new Standing(TERM, true, COMMITTED, List.of("a", "b", "c"), List.of("a", "d", "e")));
        assertThat(round.index()).isNotDone();
        answer("d", following(TERM, THREE));
        assertThat(round.index().get()).isEqualTo(COMMITTED);
    }

    @Test
    void aRoundThatNobodyAnswersAsksAllAndFailsAndTheNextBegins() throws Exception {
        List<Integer> widened = new ArrayList<>();
        List<CompletableFuture<Long>> begun = new ArrayList<>();
        Rounds rounds = new Rounds(() -> {
            int number = begun.size();
            CompletableFuture<Long> index = new CompletableFuture<>();
            begun.add(index);
            return new Rounds.Running() {
                @Override
                public CompletableFuture<Long> index() {
                    return index;
                }

                @Override
                public void widen() {
                    widened.add(number);
                }
            };
        });
        CompletableFuture<Rounds.Known> first = rounds.join();
        CompletableFuture<Rounds.Known> second = rounds.join();
        assertThat(rounds.join()).isSameAs(second);
        assertThat(begun).hasSize(1);
        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(widened).contains(0);
        Cluster.await(() -> begun.size() == 2);
        begun.get(1).complete(3L);
        assertThat(second.get(10, TimeUnit.SECONDS).index()).isEqualTo(3);
        begun.get(0).complete(1L); // too late, and nobody's
        CompletableFuture<Rounds.Known> third = rounds.join();
        begun.get(2).complete(4L);
        assertThat(third.get(10, TimeUnit.SECONDS).index()).isEqualTo(4);
    }

    private Round begin(String self, Optional<String> leader, List<String> voters) {
        List<String> others = voters.stream().filter(name -> !name.equals(self)).toList();
        return Round.begin(
                id(self),
                following(TERM, voters),
                leader.map(RoundTest::id),
                peers(others.toArray(String[]::new)),
                this::ask);
    }

    private CompletableFuture<Standing> ask(RaftPeer peer) {
        asked.add(peer.getId().toString());
        return answers.computeIfAbsent(peer.getId().toString(), name -> new CompletableFuture<>());
    }

    private void answer(String name, Standing standing) {
        Objects.requireNonNull(answers.get(name)).complete(standing);
    }

    private void fail(String name) {
        Objects.requireNonNull(answers.get(name)).completeExceptionally(new IllegalStateException("cut off"));
    }

    private static Standing leading(List<String> voters) {
        return new Standing(TERM, true, COMMITTED, voters, List.of());
    }

    private static Standing following(long term, List<String> voters) {
        return new Standing(term, false, COMMITTED - 5, voters, List.of());
    }

    private static List<RaftPeer> peers(String... names) {
        return List.of(names).stream()
                .map(name -> RaftPeer.newBuilder()
                        .setId(name)
                        .setAddress("127.0.0.1:1")
                        .build())
                .toList();
    }

    private static RaftPeerId id(String name) {
        return RaftPeerId.valueOf(name);
    }
}
