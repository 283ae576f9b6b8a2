package dfs.conformance;

import static dfs.conformance.DeclaredContract.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Compares a reply with what the contract declares for it: status, headers, content type, and the body, of which XML is
 * first read into the same maps and lists that JSON is made of. What is not declared is a problem as well as what is missing.
 * The order of elements is not compared: clients go by their names, and S3 itself mixes versions and delete markers.
 */
final class ReplyCheck {

    /** Headers that any reply may carry; those beginning with {@code access-control-} or {@code x-amz-meta-} besides. */
    private static final Set<String> ON_EVERY_REPLY = Set.of(
            "x-amz-request-id",
            "x-amz-id-2",
            "date",
            "server",
            "content-length",
            "content-type",
            "connection",
            "retry-after",
            "vary",
            "x-dfs-consistency",
            "x-dfs-revision",
            "x-dfs-session",
            "x-dfs-staleness-ms");

    private final DeclaredContract contract;
    private final DeclaredContract.Operation operation;
    private final Reply reply;
    private final List<String> problems = new ArrayList<>();

    private ReplyCheck(DeclaredContract contract, DeclaredContract.Operation operation, Reply reply) {
        this.contract = contract;
        this.operation = operation;
        this.reply = reply;
    }

    /** All that is wrong with a reply. */
    static List<String> problems(DeclaredContract contract, DeclaredContract.Operation operation, Reply reply) {
        ReplyCheck check = new ReplyCheck(contract, operation, reply);
        Optional<Map<?, ?>> declared = contract.reply(operation, reply.status());
        if (declared.isEmpty()) {
            return List.of("status " + reply.status() + " is not declared");
        }
        check.headers(map(declared.get(), "headers"));
        if (reply.bytes().length > 0) {
            check.body(map(declared.get(), "content"));
        } else if (operation.method().equals("GET")
                && reply.status() != 304
                && declared.get().containsKey("content")) {
            check.problems.add("the body is missing");
        }
        return check.problems;
    }

    private void headers(Map<?, ?> declared) {
        Map<String, Object> byName = new LinkedHashMap<>();
        declared.forEach((name, header) -> byName.put(((String) name).toLowerCase(Locale.ROOT), header));
        for (String name : reply.headerNames()) {
            if (byName.containsKey(name)) {
                check(reply.header(name), map(contract.resolve(byName.get(name)), "schema"), name);
            } else if (!ON_EVERY_REPLY.contains(name)
                    && !name.startsWith("access-control-")
                    && !name.startsWith("x-amz-meta-")
                    && reply.status() < 400) {
                problems.add("header " + name + " is not declared");
            }
        }
        byName.forEach((name, header) -> {
            if (Boolean.TRUE.equals(contract.resolve(header).get("required")) && !reply.has(name)) {
                problems.add("header " + name + " is missing");
            }
        });
        for (String name : List.of("x-amz-request-id", "x-amz-id-2", "date")) {
            if (!reply.has(name)) {
                problems.add("header " + name + " is missing");
            }
        }
    }

    private void body(Map<?, ?> declared) {
        String type = reply.header("content-type").replaceFirst(";.*", "");
        if (declared.containsKey("*/*")) {
            return; // an object's own bytes
        }
        if (!declared.containsKey(type)) {
            problems.add("content type " + type + " is not declared");
            return;
        }
        Map<?, ?> schema = contract.resolve(map(map(declared, type), "schema"));
        if (type.equals("application/json")) {
            check(json(), schema, "");
            return;
        }
        Element root = reply.root();
        Object name = map(schema, "xml").get("name");
        Object namespace = map(schema, "xml").get("namespace");
        if (!root.getLocalName().equals(name) || !java.util.Objects.equals(root.getNamespaceURI(), namespace)) {
            problems.add("the root is " + root.getLocalName() + " of " + root.getNamespaceURI());
        }
        check(tree(root, schema), schema, "");
    }

    private Object json() {
        try {
            return new ObjectMapper().readValue(reply.bytes(), Object.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + reply, e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An element as maps, lists and texts; the schema says which elements are lists. */
    private Object tree(Element element, Map<?, ?> schema) {
        if ("array".equals(schema.get("type"))) {
            return children(element).stream()
                    .map(child -> tree(child, contract.resolve(schema.get("items"))))
                    .toList();
        }
        if (!"object".equals(schema.get("type"))) {
            return children(element).isEmpty() ? element.getTextContent() : children(element);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            if (!attribute.getName().startsWith("xmlns")) {
                tree.put(attribute.getName(), attribute.getValue());
            }
        }
        for (Element child : children(element)) {
            add(tree, child, property(schema, child.getLocalName()));
        }
        return tree;
    }

    private void add(Map<String, Object> tree, Element child, Map<?, ?> schema) {
        String name = child.getLocalName();
        if ("array".equals(schema.get("type")) && !map(schema, "xml").containsKey("wrapped")) {
            List<Object> list = new ArrayList<>();
            if (tree.get(name) instanceof List<?> before) {
                list.addAll(before);
            }
            list.add(tree(child, contract.resolve(schema.get("items"))));
            tree.put(name, list);
        } else if (tree.put(name, tree(child, schema)) != null) {
            problems.add(name + " is there more than once");
        }
    }

    private Map<?, ?> property(Map<?, ?> schema, String name) {
        Object property = map(schema, "properties").get(name);
        return property == null ? Map.of() : contract.resolve(property);
    }

    /** Compares a tree with its schema. */
    private void check(Object tree, Map<?, ?> schema, String place) {
        boolean fits = switch ((String) schema.get("type")) {
            case "object" -> tree instanceof Map;
            case "array" -> tree instanceof List;
            case "integer" -> tree.toString().matches("-?[0-9]+");
            case "boolean" -> tree.toString().matches("true|false");
            case "string" -> tree instanceof String text && isFormatted(text, schema);
            default -> false;
        };
        if (!fits) {
            problems.add(place + " is not " + schema + ": " + tree);
        } else if (tree instanceof Map<?, ?> members) {
            checkMembers(members, schema, place);
        } else if (tree instanceof List<?> items) {
            items.forEach(item -> check(item, contract.resolve(schema.get("items")), place + "[]"));
        }
    }

    private void checkMembers(Map<?, ?> members, Map<?, ?> schema, String place) {
        members.forEach((name, member) -> {
            Map<?, ?> property = property(schema, (String) name);
            if (property.isEmpty()) {
                property = map(schema, "additionalProperties");
            }
            if (!property.isEmpty()) {
                check(member, property, place + "/" + name);
            } else {
                problems.add(place + "/" + name + " is not declared");
            }
        });
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !members.containsKey(name))
                    .forEach(name -> problems.add(place + "/" + name + " is missing"));
        }
    }

    private static boolean isFormatted(String text, Map<?, ?> schema) {
        if (schema.get("enum") instanceof List<?> values && !values.contains(text)) {
            return false;
        }
        if (!"date-time".equals(schema.get("format"))) {
            return true;
        }
        try {
            return Instant.parse(text).isAfter(Instant.EPOCH);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
