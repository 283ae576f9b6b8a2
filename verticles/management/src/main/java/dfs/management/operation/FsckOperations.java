package dfs.management.operation;

import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.job.Fsck;
import java.util.Map;

/** The census of all replicas: takes one, and shows what it found. */
public final class FsckOperations implements Operations {

    private final Bus bus;

    /** Asks over {@code bus}. */
    public FsckOperations(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of("getFsck", this::show, "startFsck", this::start);
    }

    private Reply show(Call call) {
        return Reply.ok(Json.fsck(bus.ask(new Fsck.Find())));
    }

    private Reply start(Call call) {
        return Reply.json(202, Json.fsck(bus.ask(new Fsck.Start(call.flag("deep")))));
    }
}
