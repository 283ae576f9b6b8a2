package dfs.management.docs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The contracts, as they were written and as JSON; read anew each time, for nothing of them is kept in memory. */
public final class Contracts {

    private static final Set<String> ROUTER_TYPES = Set.of("application/json", "text/plain");

    private Contracts() {}

    /** A contract as it was written, {@code NAME.yaml}, or its JSON form, {@code NAME.json}. */
    public static String read(String name) {
        try (InputStream stream = Contracts.class.getClassLoader().getResourceAsStream("openapi/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("openapi/" + name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The management contract. */
    public static JsonObject management() {
        return new JsonObject(read("management.json"));
    }

    /** The S3 contract. */
    public static JsonObject s3() {
        return new JsonObject(read("s3.json"));
    }

    /**
     * The management contract in a form that the router takes. It knows no replies but JSON and plain text and refuses a
     * contract that has others; replies are not checked at run time, so nothing is lost. And it would look for
     * authentication handlers of its own, where callers are proven elsewhere; operations keep their {@code security: []}.
     */
    public static JsonObject forRouter(JsonObject management) {
        JsonObject derived = management.copy();
        derived.remove("security");
        objectsOf(derived.getJsonObject("paths", new JsonObject()))
                .flatMap(Contracts::objectsOf)
                .flatMap(operation -> objectsOf(operation.getJsonObject("responses", new JsonObject())))
                .map(response -> response.getJsonObject("content", new JsonObject()))
                .forEach(content -> content.fieldNames().retainAll(ROUTER_TYPES));
        return derived;
    }

    private static Stream<JsonObject> objectsOf(JsonObject parent) {
        return parent.stream()
                .map(Map.Entry::getValue)
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    /**
     * The S3 contract in a form that Swagger UI can call: in path keys {@code ?} is written as {@code ;} and {@code #} as
     * {@code @}, which the page's script turns back.
     *
     * @param s3Url where S3 is answered
     */
    public static JsonObject forSwaggerUi(JsonObject s3, String s3Url) {
        JsonObject derived = s3.copy();
        JsonObject paths = new JsonObject();
        for (Map.Entry<String, Object> path : derived.getJsonObject("paths", new JsonObject())) {
            paths.put(path.getKey().replace('?', ';').replace('#', '@'), path.getValue());
        }
        return derived.put("paths", paths).put("servers", new JsonArray().add(new JsonObject().put("url", s3Url)));
    }
}
