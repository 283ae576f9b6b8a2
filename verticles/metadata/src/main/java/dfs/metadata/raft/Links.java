package dfs.metadata.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to other members for one kind of question, each opened when it is needed and dropped when it failed. Safe for any number of
 * threads.
 */
final class Links implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Links.class);

    /** Questions of one group to one member that has not answered yet; one that hangs is asked no more until it does. */
    private static final int OUTSTANDING_MAX = 32;

    private final ClientId client = ClientId.randomId();
    private final GrpcFactory factory;
    private final Duration timeout;
    private final int outstandingMax;
    private final Map<RaftPeerId, Link> links = new ConcurrentHashMap<>();

    private record Link(String address, RaftClientRpc rpc, AtomicInteger outstanding) {}

    /** Links for so many groups, on which a question has failed after {@code timeout}. */
    Links(Parameters parameters, Duration timeout, int groups) {
        this.factory = new GrpcFactory(parameters);
        this.timeout = timeout;
        this.outstandingMax = OUTSTANDING_MAX * groups;
    }

    /** Sends a request to its member. Ratis gives it up after the timeout. */
    CompletableFuture<RaftClientReply> ask(RaftPeer target, RaftClientRequest request) {
        Link link = link(target);
        if (link.outstanding.incrementAndGet() > outstandingMax) {
            int _ = link.outstanding.decrementAndGet();
            return CompletableFuture.failedFuture(new IOException(target.getId() + " does not answer"));
        }
        return link.rpc.sendRequestAsyncUnordered(request).whenComplete((reply, failure) -> {
            int _ = link.outstanding.decrementAndGet();
            if (failure != null) {
                drop(target.getId(), link);
            }
        });
    }

    /** Asks a member that leads to change the configuration; blocks until it did. */
    RaftClientReply change(RaftPeer leader, SetConfigurationRequest request) throws IOException {
        Link link = link(leader);
        try {
            return link.rpc.sendRequest(request);
        } catch (IOException e) {
            drop(leader.getId(), link);
            throw e;
        }
    }

    private Link link(RaftPeer target) {
        Link known = links.get(target.getId());
        if (known != null && known.address.equals(target.getAddress())) {
            return known;
        }
        return links.compute(target.getId(), (id, old) -> {
            if (old != null && old.address.equals(target.getAddress())) {
                return old;
            }
            Optional.ofNullable(old).ifPresent(Links::close);
            RaftClientRpc rpc = factory.newRaftClientRpc(client, properties());
            rpc.addRaftPeers(target);
            return new Link(target.getAddress(), rpc, new AtomicInteger());
        });
    }

    private RaftProperties properties() {
        RaftProperties properties = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(
                properties, TimeDuration.valueOf(timeout.toMillis(), TimeUnit.MILLISECONDS));
        return properties;
    }

    private void drop(RaftPeerId target, Link failed) {
        if (links.remove(target, failed)) {
            close(failed);
        }
    }

    /** On a thread of its own: it may wait for connections to end. */
    private static void close(Link link) {
        Thread.ofVirtual().name("metadata-link-close").start(() -> {
            try {
                link.rpc.close();
            } catch (IOException e) {
                log.atDebug().addKeyValue("address", link.address).log("link did not close cleanly");
            }
        });
    }

    @Override
    public void close() {
        links.forEach(this::drop);
    }
}
