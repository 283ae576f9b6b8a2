package dfs.management.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The contracts, as text and as JSON. */
public final class Contracts {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Contracts() {}

    /** A contract as it was written. */
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

    /** YAML as JSON. */
    public static JsonObject parse(String yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            return new JsonObject(tree.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return derived.put("paths", paths)
                .put("servers", new JsonArray().add(new JsonObject().put("url", s3Url)));
    }
}
