package dfs.s3.contract;

import dfs.core.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code openapi/s3.yaml}, in its JSON form: of an OpenAPI 3.1 document what the S3 surface needs. */
public final class ContractDocument {

    private static final String RESOURCE = "/openapi/s3.json";

    private final Map<String, Object> document;

    private ContractDocument(Map<String, Object> document) {
        this.document = document;
    }

    /** Reads the contract that travels with this module. */
    public static List<ContractOperation> load() {
        try (InputStream in = ContractDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the contract " + RESOURCE + " is not on the class path");
            }
            return operations(new JsonObject(Buffer.buffer(in.readAllBytes())).getMap());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a contract of maps, lists and plain values. */
    static List<ContractOperation> operations(Map<String, Object> document) {
        return new ContractDocument(document).operations();
    }

    private List<ContractOperation> operations() {
        List<ContractOperation> operations = new ArrayList<>();
        map(document.get("paths")).forEach((path, item) -> {
            PathKey key = PathKey.parse(path);
            map(item).forEach((method, operation) -> operations.add(operation(key, method, map(operation))));
        });
        return operations;
    }

    private ContractOperation operation(PathKey key, String method, Map<String, Object> operation) {
        List<String> markerHeaders = new ArrayList<>();
        List<String> declared = new ArrayList<>();
        List<ParameterRule> rules = new ArrayList<>();
        for (Object each : list(operation.get("parameters"))) {
            Map<String, Object> parameter = resolve(map(each));
            String where = text(parameter.get("in"));
            if (where.equals("path")) {
                continue; // bucket and key have rules of their own, kept by their types
            }
            ParameterRule rule = rule(parameter, where.equals("header"));
            if (!rule.isHeader()) {
                declared.add(rule.name());
            }
            if (rule.isHeader() && rule.isRequired() && key.hasMarker()) {
                markerHeaders.add(rule.name());
            }
            if (!rule.isVacuous()) {
                rules.add(rule);
            }
        }
        return new ContractOperation(
                text(operation.getOrDefault("operationId", "")),
                method.toUpperCase(Locale.ROOT),
                key,
                markerHeaders,
                !flag(operation, "x-dfs-not-implemented"),
                security(operation),
                declared,
                rules);
    }

    private static ContractOperation.Security security(Map<String, Object> operation) {
        if (!operation.containsKey("security")) {
            return ContractOperation.Security.CREDENTIAL;
        }
        List<Object> alternatives = list(operation.get("security"));
        if (alternatives.isEmpty()) {
            return ContractOperation.Security.PUBLIC;
        }
        return map(alternatives.getFirst()).containsKey("formPolicy")
                ? ContractOperation.Security.FORM
                : ContractOperation.Security.CREDENTIAL;
    }

    private static ParameterRule rule(Map<String, Object> parameter, boolean isHeader) {
        List<String> accepts = new ArrayList<>();
        list(parameter.get("x-dfs-accepts")).forEach(value -> accepts.add(text(value)));
        return new ParameterRule(
                text(parameter.get("name")),
                isHeader,
                flag(parameter, "required"),
                !flag(parameter, "x-dfs-not-implemented"),
                schema(map(parameter.getOrDefault("schema", Map.of()))),
                accepts,
                errorCode(text(parameter.getOrDefault("x-dfs-error", ErrorCode.INVALID_ARGUMENT.code()))),
                text(parameter.getOrDefault("x-dfs-message", "")));
    }

    private static ParameterRule.Schema schema(Map<String, Object> schema) {
        if (schema.containsKey("enum")) {
            List<String> words = new ArrayList<>();
            list(schema.get("enum")).forEach(word -> words.add(text(word)));
            return new ParameterRule.Schema.OneOf(words);
        }
        if ("integer".equals(schema.get("type"))) {
            return new ParameterRule.Schema.Whole(
                    number(schema, "minimum", Long.MIN_VALUE), number(schema, "maximum", Long.MAX_VALUE));
        }
        if (schema.containsKey("pattern")) {
            return new ParameterRule.Schema.Shape(Pattern.compile(text(schema.get("pattern"))));
        }
        if (schema.containsKey("minLength") || schema.containsKey("maxLength")) {
            return new ParameterRule.Schema.Length(
                    (int) number(schema, "minLength", 0), (int) number(schema, "maxLength", Integer.MAX_VALUE));
        }
        return new ParameterRule.Schema.Text();
    }

    private Map<String, Object> resolve(Map<String, Object> node) {
        Object reference = node.get("$ref");
        if (reference == null) {
            return node;
        }
        Map<String, Object> found = document;
        for (String step : text(reference).substring(2).split("/", 0)) {
            found = map(Optional.ofNullable(found.get(step))
                    .orElseThrow(() -> new IllegalStateException("the contract refers to nothing: " + reference)));
        }
        return found;
    }

    private static ErrorCode errorCode(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.code().equals(name)) {
                return code;
            }
        }
        throw new IllegalStateException("the contract names an unknown error: " + name);
    }

    @SuppressWarnings("unchecked") // YAML mappings with text keys, by OpenAPI's definition
    private static Map<String, Object> map(@Nullable Object node) {
        return (Map<String, Object>) present(node);
    }

    @SuppressWarnings("unchecked") // a YAML sequence
    private static List<Object> list(@Nullable Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }

    private static String text(@Nullable Object node) {
        return present(node).toString();
    }

    private static Object present(@Nullable Object node) {
        if (node == null) {
            throw new IllegalStateException("the contract lacks something it must have");
        }
        return node;
    }

    private static boolean flag(Map<String, Object> node, String name) {
        return Boolean.TRUE.equals(node.get(name));
    }

    private static long number(Map<String, Object> node, String name, long byDefault) {
        return node.get(name) instanceof Number value ? value.longValue() : byDefault;
    }
}
