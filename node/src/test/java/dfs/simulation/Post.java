package dfs.simulation;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a member of the log sends to others: messages that nobody answers but with messages.
 *
 * @param net what carries them
 * @param self who sends
 * @param all all members
 */
record Post(Net net, int self, List<Node> all) {

    void toAll(Consumer<Voice> message) {
        for (Node node : all) {
            if (node.number() != self) {
                to(node.number(), message);
            }
        }
    }

    void to(int other, Consumer<Voice> message) {
        Node there = all.get(other);
        net.send(self, other, () -> {
            Life its = there.life();
            its.execute(() -> there.voice().filter(voice -> !its.isOver()).ifPresent(message));
        });
    }
}
