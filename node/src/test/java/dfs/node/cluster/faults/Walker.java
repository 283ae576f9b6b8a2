package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.cluster.faults.Tally.Kind;
import dfs.node.cluster.faults.Web.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that writes growing values to keys of its own, and reads its own and others' at the weaker levels, each request through any node: what it
 * reads must be as new as the level promises. A value is the length of an object. Used by one thread.
 */
final class Walker {

    private static final Pattern LISTED = Pattern.compile("<Key>([^<]+)</Key>.*?<Size>([0-9]+)</Size>", Pattern.DOTALL);
    private static final int[] BOUNDS_MILLIS = {100, 1_000, 4_000};

    private final int number;
    private final Clients clients;
    private final Random random;
    private final Map<String, Integer> floor = new HashMap<>();
    private String session = "";
    private Trail trail;
    private int generation;
    private boolean isSecond;

    /** A walker among {@code clients}. */
    Walker(int number, Clients clients, Random random) {
        this.number = number;
        this.clients = clients;
        this.random = random;
        this.trail = new Trail(0, "walk/" + number + "-0");
        clients.trails().set(number, trail);
    }

    /** Does one thing. */
    void act() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> write();
            case 3, 4, 5, 6 -> readInSession();
            case 7, 8 -> readBounded();
            default -> readEventually();
        }
    }

    /** One key and then the other: of a pair the first is never older, and never newer by more than one. */
    private void write() {
        int node = clients.anyNode(random);
        int value = isSecond ? trail.second().newest() : trail.first().newest() + 1;
        Steps steps = isSecond ? trail.second() : trail.first();
        String[] headers = session.isEmpty() ? new String[0] : new String[] {"X-DFS-Session", session};
        Answer answer = clients.ask(Kind.WRITE, node, "PUT", "/" + steps.key(), new byte[value], headers);
        if (answer.isRefused()) { // it may take effect later: nobody can say what these keys hold from here on
            generation++;
            trail = new Trail(0, "walk/" + number + "-" + generation);
            clients.trails().set(number, trail);
            isSecond = false;
            return;
        }
        assertThat(answer.status()).as("PUT %s: %s", steps.key(), answer.text()).isEqualTo(200);
        steps.acknowledged(value, System.nanoTime());
        floor.merge(steps.key(), value, Math::max);
        session = answer.header("X-DFS-Session");
        if (isSecond) {
            isSecond = false;
        } else {
            trail.second().aimAt(value);
            isSecond = true;
        }
    }

    private void readInSession() {
        Steps steps = anySteps();
        String[] headers = session.isEmpty()
                ? new String[] {"X-Consistency-Level", "session"}
                : new String[] {"X-Consistency-Level", "session", "X-DFS-Session", session};
        int known = floor.getOrDefault(steps.key(), 0);
        look(steps, headers, "session").ifPresent(value -> {
            assertThat(value)
                    .as("what walker %s reads of %s in its session", number, steps.key())
                    .isGreaterThanOrEqualTo(known);
            floor.merge(steps.key(), value, Math::max);
        });
    }

    private void readBounded() {
        Steps steps = anySteps();
        int bound = BOUNDS_MILLIS[random.nextInt(BOUNDS_MILLIS.length)];
        int least = steps.acknowledgedBefore(System.nanoTime() - bound * 1_000_000L);
        look(steps, new String[] {"X-Consistency-Level", "bounded;max-ms=" + bound}, "bounded")
                .ifPresent(value -> assertThat(value)
                        .as("what walker %s reads of %s, at most %s ms old", number, steps.key(), bound)
                        .isGreaterThanOrEqualTo(least));
    }

    private void readEventually() {
        Trail other = anyTrail();
        int node = clients.anyNode(random);
        long began = System.nanoTime();
        Answer answer = clients.ask(
                Kind.READ,
                node,
                "GET",
                "?list-type=2&prefix=" + other.first().key().replaceFirst("a$", ""),
                new byte[0],
                "X-Consistency-Level",
                "eventual");
        if (answer.isRefused()) {
            return;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Map<String, Integer> sizes = new HashMap<>();
        Matcher listed = LISTED.matcher(answer.text());
        while (listed.find()) {
            sizes.put(listed.group(1), Integer.parseInt(listed.group(2)));
        }
        int first = sizes.getOrDefault(other.first().key(), 0);
        int second = sizes.getOrDefault(other.second().key(), 0);
        assertThat(first - second)
                .as("what one listing through node %s shows of %s (%s and %s)", node, other, first, second)
                .isBetween(0, 1);
        checkStaleness(other.first(), first, began, answer);
    }

    private OptionalInt look(Steps steps, String[] headers, String level) {
        int node = clients.anyNode(random);
        long began = System.nanoTime();
        boolean isHead = random.nextBoolean();
        Answer answer = clients.ask(Kind.READ, node, isHead ? "HEAD" : "GET", "/" + steps.key(), new byte[0], headers);
        if (answer.isRefused()) {
            return OptionalInt.empty();
        }
        assertThat(answer.status())
                .as("%s of %s: %s", level, steps.key(), answer.text())
                .isIn(200, 404);
        if (!answer.header("X-DFS-Session").isEmpty() && !level.equals("bounded")) {
            session = answer.header("X-DFS-Session");
        }
        int value = answer.status() == 404
                ? 0
                : (int) answer.number("Content-Length").orElse(answer.body().length);
        assertThat(answer.header("X-DFS-Consistency")).as("level given").matches("strong|" + level + ".*");
        checkStaleness(steps, value, began, answer);
        return OptionalInt.of(value);
    }

    /** How old it can be at most is said by the reply. */
    private static void checkStaleness(Steps steps, int value, long beganNanos, Answer answer) {
        answer.number("X-DFS-Staleness-Ms")
                .ifPresent(age -> assertThat(value)
                        .as("what is %s ms old at most of %s", age, steps.key())
                        .isGreaterThanOrEqualTo(steps.acknowledgedBefore(beganNanos - age * 1_000_000)));
    }

    private Steps anySteps() {
        Trail other = anyTrail();
        return random.nextBoolean() ? other.first() : other.second();
    }

    private Trail anyTrail() {
        List<Trail> trails = clients.trails();
        return trails.get(random.nextInt(trails.size()));
    }
}
