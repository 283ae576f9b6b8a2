package dfs.management.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes the router of a contract: every operationId bound to an operation, every operation to an operationId. */
public final class ContractRouter {

    /** The largest body taken: nothing the contract knows comes near. */
    private static final long BODY_BYTES_MAX = 1 << 20;

    private ContractRouter() {}

    /**
     * Binds.
     *
     * @param opened operations that a setting opens to everybody
     * @throws IllegalStateException that names the operations without their other half
     */
    public static Router bind(
            Vertx vertx,
            OpenAPIContract contract,
            List<Operations> groups,
            Set<String> opened,
            Edge edge,
            MeterRegistry registry) {
        Map<String, Operation> operations = collect(groups);
        RouterBuilder builder = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
        compare(builder, operations);
        builder.rootHandler((PlatformHandler) edge::begin);
        builder.rootHandler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        RequestValidator validator = RequestValidator.create(vertx, contract);
        for (OpenAPIRoute route : builder.getRoutes()) {
            String id = route.getOperation().getOperationId();
            Access access = opened.contains(id) ? new Access.Public() : Access.of(route.getOperation());
            Operation operation = operations.get(id);
            if (operation != null) {
                // Not validated by the route itself: a stranger is turned away before being told what is wrong.
                route.setDoSecurity(false)
                        .setDoValidation(false)
                        .addHandler(
                                new Dispatch(edge, access, route.getOperation(), validator, operation, registry)
                                        ::handle);
            }
        }
        Router router = builder.createRouter();
        for (int status : Edge.ROUTER_FAILURES) {
            router.errorHandler(status, edge::routerFailed);
        }
        return router;
    }

    private static Map<String, Operation> collect(List<Operations> groups) {
        Map<String, Operation> all = new HashMap<>();
        for (Operations group : groups) {
            group.byId().forEach((id, operation) -> {
                if (all.put(id, operation) != null) {
                    throw new IllegalStateException("two handlers for operation " + id);
                }
            });
        }
        return all;
    }

    private static void compare(RouterBuilder builder, Map<String, Operation> operations) {
        Set<String> missing = new TreeSet<>();
        Set<String> surplus = new TreeSet<>(operations.keySet());
        for (OpenAPIRoute route : builder.getRoutes()) {
            String id = route.getOperation().getOperationId();
            if (!surplus.remove(id)) {
                missing.add(id);
            }
        }
        if (!missing.isEmpty() || !surplus.isEmpty()) {
            throw new IllegalStateException("the management contract and its handlers differ: without handler "
                    + missing + ", without operation " + surplus);
        }
    }
}
