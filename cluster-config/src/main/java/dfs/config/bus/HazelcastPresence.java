package dfs.config.bus;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import dfs.protocol.cluster.Presence;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presence by the members that Hazelcast sees. A member that belongs to no node (a tool, a lite member) is passed over. A node that
 * was restarted so quickly that two members bear its name is there as long as one of them is.
 */
final class HazelcastPresence implements Presence {

    private static final Logger log = LoggerFactory.getLogger(HazelcastPresence.class);

    private final HazelcastInstance hazelcast;
    private final InstantSource clock;
    private final List<Consumer<Change>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, Seen> seen = Map.of();

    private HazelcastPresence(HazelcastInstance hazelcast, InstantSource clock) {
        this.hazelcast = hazelcast;
        this.clock = clock;
    }

    static HazelcastPresence of(HazelcastInstance hazelcast, InstantSource clock) {
        HazelcastPresence presence = new HazelcastPresence(hazelcast, clock);
        var _ = hazelcast.getCluster().addMembershipListener(presence.new Listener());
        // After a merge of two halves the list of members is another one, and not every change of it was told.
        var _ = hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                presence.look();
            }
        });
        presence.look();
        return presence;
    }

    @Override
    public List<Seen> seen() {
        return seen.values().stream().sorted(Comparator.comparing(Seen::nodeId)).toList();
    }

    @Override
    public Watch watch(Consumer<Change> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Compares what Hazelcast sees with what was seen before, and tells the difference. */
    private void look() {
        lock.lock();
        try {
            TreeSet<String> now = new TreeSet<>();
            for (Member member : hazelcast.getCluster().getMembers()) {
                @Nullable String node = member.getAttribute(HazelcastForm.NODE_ATTRIBUTE);
                if (node != null) {
                    now.add(node);
                }
            }
            List<Change> changes = new ArrayList<>();
            Map<String, Seen> next = new HashMap<>();
            for (String node : now) {
                Seen known = seen.get(node);
                Seen there = known == null ? new Seen(node, clock.millis()) : known;
                next.put(node, there);
                if (known == null) {
                    changes.add(new Change.Came(there));
                }
            }
            seen.values().stream()
                    .filter(node -> !now.contains(node.nodeId()))
                    .sorted(Comparator.comparing(Seen::nodeId))
                    .forEach(node -> changes.add(new Change.Gone(node)));
            seen = Map.copyOf(next);
            changes.forEach(this::tell);
        } finally {
            lock.unlock();
        }
    }

    private void tell(Change change) {
        log.atInfo()
                .addKeyValue("node", change.node().nodeId())
                .log(change instanceof Change.Came ? "node seen on the bus" : "node no longer seen on the bus");
        for (Consumer<Change> watcher : watchers) {
            try {
                watcher.accept(change);
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("a watcher of presence failed");
            }
        }
    }

    private final class Listener implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            look();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            look();
        }
    }
}
