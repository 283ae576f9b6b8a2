package dfs.node.cluster.faults;

import dfs.node.cluster.faults.Tally.Kind;
import dfs.node.cluster.faults.Web.Answer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** What clients have in common: the nodes that they turn to now, and where it is noted what they were answered. */
final class Clients {

    /** How long a patient client pauses when it has asked all nodes in vain. */
    private static final long PAUSE_MILLIS = 50;

    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private final Web web;
    private final Tally tally;
    private final IntFunction<String> bucket;
    private final List<Trail> trails = new CopyOnWriteArrayList<>();
    private volatile List<Integer> nodes = List.of();

    /** Clients of a bucket, which is found at these addresses. */
    Clients(Web web, Tally tally, IntFunction<String> bucket, int walkers) {
        this.web = web;
        this.tally = tally;
        this.bucket = bucket;
        for (int i = 0; i < walkers; i++) {
            trails.add(new Trail(0, "walk/" + i + "-0"));
        }
    }

    /** The keys that each walker writes. */
    List<Trail> trails() {
        return trails;
    }

    /** From now on these are asked. */
    void aim(List<Integer> wanted) {
        nodes = List.copyOf(wanted);
    }

    List<Integer> nodes() {
        return nodes;
    }

    int anyNode(Random random) {
        List<Integer> now = nodes;
        return now.get(random.nextInt(now.size()));
    }

    Answer ask(Kind kind, int node, String method, String keyOrQuery, byte[] body, String... headers) {
        long began = System.nanoTime();
        Answer answer = web.ask(method, bucket.apply(node) + keyOrQuery, body, headers);
        tally.add(new Tally.Entry(
                kind,
                node,
                began,
                System.nanoTime(),
                !answer.isRefused(),
                method + " " + keyOrQuery + " -> " + answer.status() + " " + reason(answer)));
        return answer;
    }

    private static String reason(Answer answer) {
        return answer.isRefused() ? answer.text() : "";
    }

    /** Asks one node after the other, until one answers. */
    Answer insist(Random random, String method, String keyOrQuery, byte[] body, String... headers) {
        List<Integer> now = nodes;
        int first = random.nextInt(now.size());
        long began = System.nanoTime();
        StringBuilder refusals = new StringBuilder();
        for (int i = 0; true; i++) {
            if (i > 0 && i % now.size() == 0) {
                pause();
                now = nodes;
            }
            int node = now.get((first + i) % now.size());
            Answer answer = web.ask(method, bucket.apply(node) + keyOrQuery, body, headers);
            boolean isOver = System.nanoTime() - began > PATIENCE_NANOS;
            if (!answer.isRefused() || isOver) {
                String what =
                        method + " " + keyOrQuery + " -> " + answer.status() + " after " + i + " others" + refusals;
                tally.add(new Tally.Entry(Kind.PATIENT, node, began, System.nanoTime(), !answer.isRefused(), what));
                return answer;
            }
            refusals.append(" [node")
                    .append(node)
                    .append(' ')
                    .append(answer.status())
                    .append(' ')
                    .append(answer.text())
                    .append(']');
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
