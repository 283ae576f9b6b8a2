package dfs.management;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.management.docs.Contracts;
import dfs.management.docs.DocsOperations;
import dfs.management.http.ContractRouter;
import dfs.management.http.Edge;
import dfs.management.http.Gate;
import dfs.management.http.Operations;
import dfs.management.operation.BucketOperations;
import dfs.management.operation.FsckOperations;
import dfs.management.operation.JobOperations;
import dfs.management.operation.KeyOperations;
import dfs.management.operation.NodeOperations;
import dfs.management.operation.SystemOperations;
import dfs.management.operation.UserOperations;
import dfs.protocol.Bus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.impl.OpenAPIContractImpl;
import java.util.List;
import java.util.Set;

/**
 * Answers requests as the management contract has it. One may be handed requests of several ports at once: the management
 * port's, and of the S3 port those to paths that S3 leaves free.
 */
public final class ManagementApi implements Handler<HttpServerRequest> {

    /** The longest request line: a path, and a continuation token in the query. */
    static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;

    /** The largest headers all together: a signed request has some two kilobytes. */
    static final int HEADER_BYTES_MAX = 32 * 1024;

    /** What the contract's references are relative to; any will do. */
    private static final String BASE_URI = "app://";

    private final Router router;
    private final Edge edge;

    private ManagementApi(Router router, Edge edge) {
        this.router = router;
        this.edge = edge;
    }

    /**
     * Loads the contract and binds every operation of it.
     *
     * @return fails where the contract and the operations here do not match, naming those
     */
    public static Future<ManagementApi> open(Vertx vertx, Bus bus, ManagementParts parts) {
        return contract(vertx, Contracts.forRouter(Contracts.management())).map(contract -> {
            Edge edge = edge(bus, parts);
            return new ManagementApi(bind(vertx, bus, parts, contract, edge), edge);
        });
    }

    /**
     * As {@link OpenAPIContract#from}, but that it is not held against the schema of OpenAPI: the contract comes with the program, and tests hold it against
     * that. At each start it would be the most expensive thing that this class does.
     */
    private static Future<OpenAPIContract> contract(Vertx vertx, JsonObject contract) {
        OpenAPIVersion version = OpenAPIVersion.fromContract(contract);
        return version.getRepository(vertx, BASE_URI)
                .compose(repository -> version.resolve(vertx, repository, contract)
                        .map(resolved -> new OpenAPIContractImpl(resolved, version, repository)));
    }

    /** What is alike for every request. */
    static Edge edge(Bus bus, ManagementParts parts) {
        return new Edge(parts.origins(), new Gate(bus, parts.identities(), parts.signatures()), parts.clock());
    }

    /** Binds the operations to a contract. */
    static Router bind(Vertx vertx, Bus bus, ManagementParts parts, OpenAPIContract contract, Edge edge) {
        List<Operations> operations = List.of(
                new SystemOperations(bus, parts.node()),
                new UserOperations(bus, parts.mint()),
                new KeyOperations(bus, parts.seal(), parts.mint()),
                new BucketOperations(bus),
                new JobOperations(bus),
                new NodeOperations(bus),
                new FsckOperations(bus),
                new DocsOperations(parts.s3()));
        Set<String> opened = parts.isMetricsPublic() ? Set.of("getMetrics") : Set.of();
        return ContractRouter.bind(vertx, contract, operations, opened, edge, parts.registry());
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    /** Answers what is not HTTP, or too much of it, naming the limit. */
    void onInvalidRequest(HttpServerRequest request) {
        S3Error error = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException tooLong ->
                S3Error.of(
                        ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE,
                        "The request line is longer than " + REQUEST_LINE_BYTES_MAX + " bytes.");
            case TooLongHttpHeaderException tooLong ->
                S3Error.of(
                        ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE,
                        "The request's headers are longer than " + HEADER_BYTES_MAX + " bytes.");
            case null, default -> S3Error.of(ErrorCode.INVALID_REQUEST, "The request is not valid HTTP.");
        };
        edge.refuse(request, error);
    }
}
