package dfs.simulation;

import dfs.core.error.S3Failure;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Versioning;
import dfs.history.Call;
import dfs.history.Client;
import dfs.history.Linearizability;
import dfs.history.Operation;
import dfs.history.Result;
import dfs.protocol.metadata.Mutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run: nodes that live the life which a seed gives them, clients that write and read meanwhile, and a judgement at the end. The
 * rules of the metadata, the writing and reading of copies, the jobs, the placement and the reads by a majority are those of a
 * node; the log, the network, the disks and the time are made here.
 */
final class Simulation {

    private static final int CLIENTS = 4;
    private static final List<String> KEYS = List.of("pa", "pb", "va", "vb");
    private static final long ANSWER = TimeUnit.SECONDS.toNanos(25);

    private final World world;
    private final Net net;
    private final List<Node> nodes = new ArrayList<>();
    private final State truth = new State(Ledger.Snapshot.NONE);
    private final List<Client> clients = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Life outside;
    private final Random random;
    private int busyClients;

    /** A version of which a client knows that it was written. */
    record Acknowledged(String key, int value, ObjectRecord version) {}

    /**
     * How a run ended.
     *
     * @param violation what is wrong; empty where nothing is
     * @param steps how many steps it had
     * @param trace differs between runs that differ
     * @param answered how many operations were answered
     */
    record Outcome(Optional<String> violation, long steps, long trace, int answered) {}

    private Simulation(long seed, Plant plant) {
        world = new World(seed);
        random = new Random(seed);
        outside = new Life(world);
        int count = world.once(4) ? 5 : 3;
        net = new Net(world, count);
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(world, net, plant, i, nodes, truth));
        }
    }

    /** Lives through a seed. */
    static Outcome run(long seed, Plant plant) {
        Simulation simulation = new Simulation(seed, plant);
        Optional<String> violation = simulation.violation();
        int answered = (int) simulation.history().stream()
                .filter(call -> !(call.result() instanceof Result.Unknown))
                .count();
        return new Outcome(violation, simulation.world.steps(), simulation.world.trace(), answered);
    }

    private List<Call> history() {
        return clients.stream().flatMap(client -> client.history().stream()).toList();
    }

    private Optional<String> violation() {
        nodes.forEach(Node::start);
        if (!makeBuckets()) {
            return Optional.of("the cluster does not begin");
        }
        Nemesis nemesis = new Nemesis(world, net, nodes);
        nemesis.begin();
        AtomicInteger values = new AtomicInteger();
        int acts = 10 + world.dice(15);
        for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client(i, this::ask, world::now, values, new Random(world.number()));
            clients.add(client);
            busyClients++;
            outside.start(() -> live(client, acts));
        }
        boolean _ = world.run(() -> busyClients == 0 || !world.bugs().isEmpty(), TimeUnit.SECONDS.toNanos(60));
        nemesis.end();
        return new Judgement(world, nodes, truth, acknowledged)
                .violation(() -> busyClients == 0)
                .or(() -> Linearizability.violation(history()));
    }

    private boolean makeBuckets() {
        boolean[] isDone = {false};
        outside.start(() -> {
            while (!isDone[0]) {
                try {
                    Node node = nodes.get(world.dice(nodes.size()));
                    isDone[0] = net.call(Net.OUTSIDE, node, ANSWER, () -> made(node));
                } catch (S3Failure notYet) {
                    outside.sleep(TimeUnit.MILLISECONDS.toNanos(200));
                }
            }
        });
        return world.run(() -> isDone[0], TimeUnit.SECONDS.toNanos(60));
    }

    private static boolean made(Node node) {
        var _ = node.engine()
                .commit(List.of(
                        new Mutation.CreateBucket(Requests.PLAIN, "owner", ""),
                        new Mutation.CreateBucket(Requests.VERSIONED, "owner", ""),
                        new Mutation.SetVersioning(Requests.VERSIONED, Versioning.ENABLED)));
        return true;
    }

    private void live(Client client, int acts) {
        try {
            for (int i = 0; i < acts; i++) {
                outside.sleep(TimeUnit.MILLISECONDS.toNanos(world.between(1, 1_500)));
                boolean _ = client.act(KEYS);
            }
        } finally {
            busyClients--;
        }
    }

    private Result ask(String key, Operation operation, int way) throws IOException {
        Node node = nodes.get(random.nextInt(nodes.size()));
        try {
            Requests.Answer answer =
                    net.call(Net.OUTSIDE, node, ANSWER, () -> new Requests(world, node).ask(key, operation, way));
            if (operation instanceof Operation.Write write) {
                answer.written().ifPresent(version -> acknowledged.add(new Acknowledged(key, write.value(), version)));
            }
            return answer.result();
        } catch (S3Failure unanswered) {
            throw new IOException(unanswered);
        }
    }
}
