package dfs.management.operation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.job.Job;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/** Background work: how it stands, start and pause. */
public final class JobOperations implements Operations {

    private final Bus bus;

    /** Asks over {@code bus}. */
    public JobOperations(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of(
                "listJobs",
                this::list,
                "getJob",
                this::show,
                "startJob",
                call -> control(call, Job.Order.START),
                "pauseJob",
                call -> control(call, Job.Order.PAUSE));
    }

    private Reply list(Call call) {
        return Reply.ok(new JsonObject().put("jobs", Json.array(bus.ask(new Job.ListJobs()), Json::job)));
    }

    private Reply show(Call call) {
        Job.Name name = name(call);
        return bus.ask(new Job.ListJobs()).stream()
                .filter(job -> job.name() == name)
                .findFirst()
                .map(job -> Reply.ok(Json.job(job)))
                .orElseThrow(() -> new S3Failure(ErrorCode.NOT_FOUND, "This node does not do this job."));
    }

    private Reply control(Call call, Job.Order order) {
        return Reply.json(202, Json.job(bus.ask(new Job.Control(name(call), order))));
    }

    private static Job.Name name(Call call) {
        return Job.Name.valueOf(call.path("jobName").toUpperCase(Locale.ROOT));
    }
}
