package dfs.management.operation;

import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.cluster.Cluster;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The nodes of the cluster: who they are, and taking one out. */
public final class NodeOperations implements Operations {

    private final Bus bus;

    /** Asks over {@code bus}. */
    public NodeOperations(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of("listNodes", this::list, "removeNode", this::remove);
    }

    private Reply list(Call call) {
        return Reply.ok(new JsonObject().put("nodes", Json.array(bus.ask(new Cluster.ListNodes()), Json::node)));
    }

    private Reply remove(Call call) {
        boolean isForced = call.query("force").map(Boolean::parseBoolean).orElse(false);
        List<Cluster.NodeState> _ = bus.ask(new Cluster.RemoveNode(call.path("nodeId"), isForced));
        return Reply.done();
    }
}
