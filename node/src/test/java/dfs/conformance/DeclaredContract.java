package dfs.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** The S3 contract as a client reads it: which operations there are, how each is asked for, what each may answer. */
final class DeclaredContract {

    private static final Set<String> METHODS = Set.of("get", "head", "put", "post", "delete", "options");

    private final Map<?, ?> document;
    private final Map<String, Operation> operations = new TreeMap<>();

    private DeclaredContract(Map<?, ?> document) {
        this.document = document;
        map(document, "paths")
                .forEach((pathKey, item) -> map(item).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        Operation declared = operation((String) pathKey, (String) method, map(operation));
                        operations.put(declared.id(), declared);
                    }
                }));
    }

    /**
     * An operation.
     *
     * @param path the path, with {@code {Bucket}} and {@code {Key}}
     * @param parameters the query parameters that tell it apart, {@code name} or {@code name=value}
     * @param isCopy whether a source to copy from tells it apart
     * @param replies what it may answer, by status or {@code default}
     */
    record Operation(
            String id,
            String method,
            String path,
            List<String> parameters,
            boolean isCopy,
            boolean isImplemented,
            Map<?, ?> replies) {}

    static DeclaredContract load() {
        try (InputStream in = Objects.requireNonNull(
                DeclaredContract.class.getResourceAsStream("/openapi/s3.yaml"), "no contract on the class path")) {
            return new DeclaredContract(map(new Yaml().load(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operations, by their ids. */
    Map<String, Operation> operations() {
        return operations;
    }

    /** The reply declared for a status: under that status, or, for an error, as the default. */
    Optional<Map<?, ?>> reply(Operation operation, int status) {
        Object declared = operation.replies().get(Integer.toString(status));
        if (declared == null && status >= 400) {
            declared = operation.replies().get("default");
        }
        return Optional.ofNullable(declared).map(this::resolve);
    }

    /** A part of the contract with what it refers to, or is composed of, put in its place; its own words win. */
    Map<?, ?> resolve(Object part) {
        Map<Object, Object> resolved = new java.util.HashMap<>();
        if (map(part).get("$ref") instanceof String reference) {
            Object target = document;
            for (String step : reference.substring("#/".length()).split("/")) {
                target = map(target).get(step);
            }
            resolved.putAll(resolve(target));
        }
        if (map(part).get("allOf") instanceof List<?> all) {
            all.forEach(each -> resolved.putAll(resolve(each)));
        }
        resolved.putAll(map(part));
        return resolved;
    }

    /** A child that is a map; empty where there is none. */
    static Map<?, ?> map(Object parent, String name) {
        Object child = map(parent).get(name);
        return child == null ? Map.of() : map(child);
    }

    private static Map<?, ?> map(Object part) {
        return (Map<?, ?>) part;
    }

    private static Operation operation(String pathKey, String method, Map<?, ?> declared) {
        String key = pathKey;
        boolean isCopy = key.endsWith("#copy");
        key = isCopy ? key.substring(0, key.length() - "#copy".length()) : key;
        int question = key.indexOf('?');
        List<String> parameters = new ArrayList<>();
        if (question >= 0) {
            parameters.addAll(List.of(key.substring(question + 1).split("&")));
            key = key.substring(0, question);
        }
        return new Operation(
                (String) declared.get("operationId"),
                method.toUpperCase(java.util.Locale.ROOT),
                key,
                parameters,
                isCopy,
                !Boolean.TRUE.equals(declared.get("x-dfs-not-implemented")),
                map(declared, "responses"));
    }
}
