package dfs.management.docs;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** Swagger UI, its files out of the jar of Swagger UI, and the contracts that it shows. */
public final class DocsOperations implements Operations {

    private static final String OWN = "dfs/management/docs/";
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/";
    private static final Map<String, String> KEPT_FOR_AN_HOUR = Map.of("Cache-Control", "public, max-age=3600");

    /** Only these files are served, of these types. */
    private static final Map<String, String> TYPES = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8",
            "favicon-32x32.png", "image/png",
            "start.js", "text/javascript; charset=utf-8");

    /** What the page may load and call: its own files, and any node's API. Swagger UI sets styles on elements. */
    private static final String SECURITY_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' http: https:; "
                    + "frame-ancestors 'none'";

    private final S3Surface s3;
    private final String folder;

    /** Shows the S3 surface beside this one. */
    public DocsOperations(S3Surface s3) {
        this.s3 = s3;
        this.folder = SWAGGER_UI + version() + "/";
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of("getDocs", call -> page(), "getDocsAsset", this::asset, "getContract", this::contract);
    }

    private static Reply page() {
        return new Reply(
                200,
                "text/html; charset=utf-8",
                load(OWN + "index.html"),
                Map.of("Content-Security-Policy", SECURITY_POLICY, "Cache-Control", "no-cache"));
    }

    private Reply asset(Call call) {
        String name = call.path("asset");
        String type = TYPES.get(name);
        if (type == null) {
            throw new S3Failure(ErrorCode.NOT_FOUND);
        }
        return new Reply(200, type, load((name.equals("start.js") ? OWN : folder) + name), KEPT_FOR_AN_HOUR);
    }

    private Reply contract(Call call) {
        return switch (call.path("contract")) {
            case "management.yaml" -> yaml(Contracts.read("management.yaml"));
            case "s3.yaml" -> yaml(Contracts.read("s3.yaml"));
            case "s3-ui.json" -> Reply.ok(forSwaggerUi(call));
            default -> throw new S3Failure(ErrorCode.NOT_FOUND);
        };
    }

    private JsonObject forSwaggerUi(Call call) {
        boolean isHere = call.origin().port() == s3.port().getAsInt();
        String scheme = s3.isSecure() ? "https://" : "http://";
        return Contracts.forSwaggerUi(
                Contracts.s3(),
                isHere ? "/" : scheme + call.origin().host() + ":" + s3.port().getAsInt() + "/");
    }

    private static Reply yaml(String text) {
        return Reply.text("application/yaml; charset=utf-8", text, Map.of("Cache-Control", "no-cache"));
    }

    private static Bytes load(String resource) {
        try (InputStream stream = DocsOperations.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return Bytes.wrap(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream stream = DocsOperations.class
                .getClassLoader()
                .getResourceAsStream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            if (stream == null) {
                throw new IllegalStateException("the jar of Swagger UI is not on the class path");
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
