package dfs.history;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.history.Operation.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

    private static final Condition ALWAYS = new Condition.Always();

    @Test
    void anEmptyHistoryIsLinearizable() {
        assertThat(Linearizability.violation(List.of())).isEmpty();
    }

    @Test
    void aLookThatMeetsAWriteMaySeeItOrNot() {
        Call write = write(1, 0, 10);
        assertThat(Linearizability.violation(List.of(write, look(1, 2, 4)))).isEmpty();
        assertThat(Linearizability.violation(List.of(write, look(0, 2, 4)))).isEmpty();
    }

    @Test
    void aLookAfterAWriteMustSeeIt() {
        assertThat(Linearizability.violation(List.of(write(1, 0, 10), look(0, 11, 12))))
                .isPresent();
    }

    @Test
    void whatWasSeenOnceIsNotUnseen() {
        assertThat(Linearizability.violation(List.of(write(1, 0, 10), look(1, 2, 3), look(0, 4, 5))))
                .isPresent();
    }

    @Test
    void ofTwoConditionalWritesThatMeetOneWins() {
        Call won = new Call(1, "k", new Operation.Write(1, new Condition.Absent()), new Result.Done(), 0, 10);
        Call alsoWon = new Call(2, "k", new Operation.Write(2, new Condition.Absent()), new Result.Done(), 1, 9);
        Call lost = new Call(2, "k", new Operation.Write(2, new Condition.Absent()), new Result.Refused(), 1, 9);
        assertThat(Linearizability.violation(List.of(won, lost))).isEmpty();
        assertThat(Linearizability.violation(List.of(won, alsoWon))).isPresent();
    }

    @Test
    void aWriteThatWasNotAnsweredMayTakeEffectAtAnyTimeOrNever() {
        Call lost = new Call(1, "k", new Operation.Write(1, ALWAYS), new Result.Unknown(), 0, 1);
        assertThat(Linearizability.violation(List.of(lost, look(0, 5, 6)))).isEmpty();
        assertThat(Linearizability.violation(List.of(lost, look(0, 5, 6), look(1, 7, 8))))
                .isEmpty();
        assertThat(Linearizability.violation(List.of(lost, look(1, 5, 6), look(0, 7, 8))))
                .isPresent();
    }

    @Test
    void aKeyIsJudgedByItself() {
        Call other = new Call(2, "other", new Operation.Look(), new Result.Saw(0), 11, 12);
        assertThat(Linearizability.violation(List.of(write(1, 0, 10), other))).isEmpty();
    }

    /** Small histories at random, most of them wrong somewhere, judged by trying every order too. */
    @Test
    void itAgreesWithTryingEveryOrder() {
        int wrong = 0;
        for (int seed = 0; seed < 4_000; seed++) {
            List<Call> history = anyHistory(new Random(seed));
            boolean isRight = existsOrder(history, Register.EMPTY);
            wrong += isRight ? 0 : 1;
            assertThat(Linearizability.violation(history).isEmpty())
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(isRight);
        }
        assertThat(wrong).isBetween(400, 3_600);
    }

    private static Call write(int value, long began, long ended) {
        return new Call(1, "k", new Operation.Write(value, ALWAYS), new Result.Done(), began, ended);
    }

    private static Call look(int saw, long began, long ended) {
        return new Call(2, "k", new Operation.Look(), new Result.Saw(saw), began, ended);
    }

    private static List<Call> anyHistory(Random random) {
        List<Call> history = new ArrayList<>();
        int size = 1 + random.nextInt(6);
        for (int i = 0; i < size; i++) {
            long began = random.nextInt(12);
            long ended = began + 1 + random.nextInt(8);
            Condition condition = switch (random.nextInt(4)) {
                case 0 -> new Condition.Absent();
                case 1 -> new Condition.Is(1 + random.nextInt(size));
                default -> ALWAYS;
            };
            Result changed = switch (random.nextInt(5)) {
                case 0 -> new Result.Unknown();
                case 1 -> condition.equals(ALWAYS) ? new Result.Done() : new Result.Refused();
                default -> new Result.Done();
            };
            history.add(
                    switch (random.nextInt(5)) {
                        case 0, 1 -> new Call(i, "k", new Operation.Write(i + 1, condition), changed, began, ended);
                        case 2 -> new Call(i, "k", new Operation.Delete(condition), changed, began, ended);
                        default ->
                            new Call(
                                    i,
                                    "k",
                                    new Operation.Look(),
                                    new Result.Saw(random.nextInt(size + 1)),
                                    began,
                                    ended);
                    });
        }
        return history;
    }

    /** The definition itself: some call that began before every end that is left goes first, and so on. */
    private static boolean existsOrder(List<Call> left, int value) {
        if (left.stream().noneMatch(Call::isAnswered)) {
            return true;
        }
        long firstEnd = left.stream()
                .filter(Call::isAnswered)
                .mapToLong(Call::endedNanos)
                .min()
                .orElseThrow();
        for (Call call : left) {
            if (call.beganNanos() <= firstEnd) {
                OptionalInt after = Register.after(value, call);
                List<Call> rest = left.stream().filter(other -> other != call).toList();
                if (after.isPresent() && existsOrder(rest, after.getAsInt())) {
                    return true;
                }
            }
        }
        return false;
    }
}
