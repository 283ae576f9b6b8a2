package dfs.s3.contract;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.Level;
import dfs.s3.call.QueryParameters;
import dfs.s3.call.S3Request;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which operation a request means. Immutable, safe for any number of threads. Of the operations of the request's level and
 * method whose needs it meets, the one with the most needs wins.
 */
public final class S3Contract {

    /** Asks about the request that a browser would like to send, of which the query is, sub-resources and all. */
    private static final String PREFLIGHT = "OPTIONS";

    private final Map<Level, Map<String, List<BoundOperation>>> byLevelAndMethod;
    private final Map<String, BoundOperation> byFixedPath;
    private final Map<Level, Set<String>> subResources = new EnumMap<>(Level.class);

    S3Contract(
            Map<Level, Map<String, List<BoundOperation>>> byLevelAndMethod, Map<String, BoundOperation> byFixedPath) {
        this.byLevelAndMethod = byLevelAndMethod;
        this.byFixedPath = byFixedPath;
        for (Level level : Level.values()) {
            Set<String> names = new HashSet<>(namesOf(level));
            if (level == Level.BUCKET) {
                names.addAll(namesOf(Level.OBJECT)); // who leaves the key away does not mean the bucket instead
            }
            subResources.put(level, Set.copyOf(names));
        }
    }

    /** The parameters that tell operations of a level apart. */
    private Set<String> namesOf(Level level) {
        Set<String> names = new HashSet<>();
        byLevelAndMethod
                .getOrDefault(level, Map.of())
                .values()
                .forEach(operations -> operations.forEach(
                        operation -> operation.contract().key().needs().forEach(need -> names.add(need.name()))));
        return names;
    }

    /**
     * Finds the operation a request means.
     *
     * @throws S3Failure {@code MethodNotAllowed} where its method does not go with what it addresses, {@code
     *     InvalidArgument} where it addresses two things at once
     */
    public BoundOperation match(S3Request request) {
        List<BoundOperation> candidates =
                byLevelAndMethod.getOrDefault(request.level(), Map.of()).get(request.method());
        if (candidates == null) {
            throw new S3Failure(ErrorCode.METHOD_NOT_ALLOWED);
        }
        for (int i = 0; i < candidates.size(); i++) {
            BoundOperation candidate = candidates.get(i);
            if (candidate.contract().matches(request)) {
                if (request.query().size() > 0 && !request.method().equals(PREFLIGHT)) {
                    checkSubResources(request, candidate.contract());
                }
                return candidate;
            }
        }
        throw new S3Failure(ErrorCode.METHOD_NOT_ALLOWED);
    }

    /** The methods that go with what a level addresses, as the header {@code Allow} lists them (RFC 9110, 10.2.1). */
    public String methods(Level level) {
        return String.join(
                ", ",
                new TreeSet<>(byLevelAndMethod.getOrDefault(level, Map.of()).keySet()));
    }

    /** The operation of a path that is neither the service's nor begins with a bucket, such as {@code /buckets}. */
    public Optional<BoundOperation> matchFixedPath(String method, String path) {
        return Optional.ofNullable(byFixedPath.get(fixedKey(method, path)));
    }

    static String fixedKey(String method, String path) {
        return method + ' ' + path;
    }

    /** A sub-resource that the operation found knows nothing of must not be taken for noise. */
    private void checkSubResources(S3Request request, ContractOperation operation) {
        Set<String> names = subResources.getOrDefault(request.level(), Set.of());
        List<QueryParameters.Parameter> parameters = request.query().all();
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).name();
            if (names.contains(name)
                    && !operation.needs(name)
                    && !operation.declared().contains(name)) {
                if (operation.key().needs().isEmpty()) {
                    throw S3Error.of(
                                    ErrorCode.METHOD_NOT_ALLOWED,
                                    "The method " + request.method() + " is not allowed against " + name + ".")
                            .with("Method", request.method())
                            .with("ResourceType", name)
                            .failure();
                }
                throw S3Error.of(
                                ErrorCode.INVALID_ARGUMENT,
                                "Conflicting query string parameters: "
                                        + operation.key().needs().getFirst().name() + ", " + name)
                        .with("ArgumentName", "ResourceType")
                        .with("ArgumentValue", name)
                        .failure();
            }
        }
    }

    static Map<Level, Map<String, List<BoundOperation>>> emptyTable() {
        Map<Level, Map<String, List<BoundOperation>>> table = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
            table.put(level, new HashMap<>());
        }
        return table;
    }
}
