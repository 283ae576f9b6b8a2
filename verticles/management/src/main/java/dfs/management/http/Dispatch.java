package dfs.management.http;

import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Bus;
import dfs.protocol.health.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.MDC;

/** Takes a request to its operation: who, may they, is it what the contract allows, then the operation itself. */
final class Dispatch {

    private final Edge edge;
    private final Access access;
    private final io.vertx.openapi.contract.Operation contract;
    private final RequestValidator validator;
    private final Operation operation;
    private final MeterRegistry registry;

    Dispatch(
            Edge edge,
            Access access,
            io.vertx.openapi.contract.Operation contract,
            RequestValidator validator,
            Operation operation,
            MeterRegistry registry) {
        this.edge = edge;
        this.access = access;
        this.contract = contract;
        this.validator = validator;
        this.operation = operation;
        this.registry = registry;
    }

    /** Handles a request whose body is read. */
    void handle(RoutingContext routing) {
        Timer.Sample sample = Timer.start(registry);
        Context eventLoop = routing.vertx().getOrCreateContext();
        HttpServerRequest request = routing.request();
        Buffer body = Optional.ofNullable(routing.body().buffer()).orElseGet(Buffer::buffer);
        RequestContext circumstances = new RequestContext(
                Optional.ofNullable(request.remoteAddress())
                        .map(SocketAddress::hostAddress)
                        .orElse(""),
                request.isSSL(),
                edge.nowMillis());
        Future<ValidatableRequest> extracted =
                RequestUtils.extract(request, contract, () -> Future.succeededFuture(body));
        Thread.ofVirtual().name(contract.getOperationId()).start(() -> {
            MDC.put(Bus.REQUEST_ID, Edge.requestId(routing));
            Reply reply;
            try {
                Principal principal = edge.gate().admit(access, request, body, circumstances);
                reply = operation.answer(call(routing, principal, circumstances, extracted));
            } catch (RuntimeException | Error problem) {
                reply = edge.failed(routing, problem);
            }
            Reply answer = reply;
            sample.stop(timer(answer.status()));
            eventLoop.runOnContext(nothing -> Edge.send(routing, answer));
        });
    }

    private Timer timer(int status) {
        return Timer.builder(RequestMeters.MANAGEMENT_REQUESTS)
                .description("Requests answered on the management port.")
                .tag(RequestMeters.OPERATION, contract.getOperationId())
                .tag(RequestMeters.STATUS, Integer.toString(status))
                .register(registry);
    }

    private Call call(
            RoutingContext routing,
            Principal principal,
            RequestContext circumstances,
            Future<ValidatableRequest> extracted) {
        HttpServerRequest request = routing.request();
        ValidatedRequest validated;
        try {
            validated = extracted
                    .compose(sent -> validator.validate(sent, contract.getOperationId()))
                    .await();
        } catch (ValidatorException problem) {
            throw new S3Failure(ErrorCode.INVALID_ARGUMENT, sentence(problem));
        }
        HostAndPort authority = request.authority();
        return new Call(
                principal,
                circumstances,
                validated,
                new Call.Origin(
                        authority == null ? "localhost" : authority.host(),
                        Optional.ofNullable(request.localAddress())
                                .map(SocketAddress::port)
                                .orElse(0)),
                Objects.requireNonNullElse(request.getHeader("Accept"), ""));
    }

    /** The validator's message with the reason that it keeps in its cause. */
    private static String sentence(ValidatorException problem) {
        String message =
                Objects.requireNonNullElse(problem.getMessage(), "The request is not what the contract allows.");
        Throwable cause = problem.getCause();
        return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
                ? message
                : message + ": " + cause.getMessage();
    }
}
