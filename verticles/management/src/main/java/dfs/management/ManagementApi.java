package dfs.management;

import dfs.management.docs.Contracts;
import dfs.management.docs.DocsOperations;
import dfs.management.http.ContractRouter;
import dfs.management.http.Edge;
import dfs.management.http.Gate;
import dfs.management.http.Operations;
import dfs.management.operation.BucketOperations;
import dfs.management.operation.JobOperations;
import dfs.management.operation.KeyOperations;
import dfs.management.operation.SystemOperations;
import dfs.management.operation.UserOperations;
import dfs.protocol.Bus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import java.util.Set;

/**
 * Answers requests as the management contract has it. One may be handed requests of several ports at once: the management
 * port's, and of the S3 port those to paths that S3 leaves free.
 */
public final class ManagementApi implements Handler<HttpServerRequest> {

    private final Router router;

    private ManagementApi(Router router) {
        this.router = router;
    }

    /**
     * Loads the contract and binds every operation of it.
     *
     * @return fails where the contract and the operations here do not match, naming those
     */
    public static Future<ManagementApi> open(Vertx vertx, Bus bus, ManagementParts parts) {
        return OpenAPIContract.from(vertx, Contracts.forRouter(Contracts.parse(Contracts.read("management.yaml"))))
                .map(contract -> new ManagementApi(bind(vertx, bus, parts, contract)));
    }

    /** Binds the operations to a contract. */
    static Router bind(Vertx vertx, Bus bus, ManagementParts parts, OpenAPIContract contract) {
        List<Operations> operations = List.of(
                new SystemOperations(bus, parts.node()),
                new UserOperations(bus, parts.mint()),
                new KeyOperations(bus, parts.seal(), parts.mint()),
                new BucketOperations(bus),
                new JobOperations(bus),
                new DocsOperations(parts.s3()));
        Edge edge = new Edge(parts.origins(), new Gate(bus, parts.identities(), parts.signatures()), parts.clock());
        Set<String> opened = parts.isMetricsPublic() ? Set.of("getMetrics") : Set.of();
        return ContractRouter.bind(vertx, contract, operations, opened, edge, parts.registry());
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }
}
