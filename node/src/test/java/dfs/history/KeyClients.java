package dfs.history;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Clients that put, replace, delete and look at a few keys of a bucket, each request through any of some nodes, and what they were told.
 * Each of them is used by one thread.
 */
public final class KeyClients {

    /** There are many, and nobody waits until the space of those replaced is given back. */
    private static final List<Integer> SIZES = List.of(40, 40, 40, 5_000, 70_000);

    private final NodeStore store;
    private final int keysCount;
    private final List<Client> clients;
    private volatile List<String> keys = List.of();

    /** So many clients of so many keys at a time, whose choices come from {@code random}. */
    public KeyClients(HttpClient http, Duration requestLimit, int clients, int keys, Random random) {
        this.store = new NodeStore(http, requestLimit, SIZES);
        this.keysCount = keys;
        AtomicInteger values = new AtomicInteger();
        this.clients = IntStream.range(0, clients)
                .mapToObj(i -> new Client(i, store, System::nanoTime, values, new Random(random.nextLong())))
                .toList();
    }

    /** From now on the bucket is reached here, each time at one of these. */
    public void moveTo(List<String> bucketUrls) {
        store.moveTo(bucketUrls);
    }

    /** From now on the clients work on other keys. */
    public void moveToKeys(String name) {
        keys = IntStream.range(0, keysCount).mapToObj(i -> name + "-" + i).toList();
    }

    /** How many there are. */
    public int count() {
        return clients.size();
    }

    /** One of them does one thing; false where no answer came. */
    public boolean act(int client) {
        return clients.get(client).act(keys);
    }

    /** Why what was told since the last judgement is not linearizable; empty where it is. To be called while none of them acts. */
    public Optional<String> violation() {
        List<Call> history =
                clients.stream().flatMap(client -> client.history().stream()).toList();
        clients.forEach(client -> client.history().clear());
        return Linearizability.violation(history);
    }
}
