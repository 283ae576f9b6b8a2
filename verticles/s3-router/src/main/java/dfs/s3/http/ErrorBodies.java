package dfs.s3.http;

import dfs.core.error.S3Error;
import dfs.s3.xml.XmlWriter;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Writes errors as clients read them: S3's XML, or JSON for who accepts that rather than XML. */
final class ErrorBodies {

    /** What every error names by itself. */
    private static final Set<String> OWN = Set.of("Resource", "RequestId", "HostId");

    private ErrorBodies() {}

    static byte[] xml(S3Error error, String resource, String requestId, String hostId) {
        XmlWriter xml =
                XmlWriter.plain("Error").text("Code", error.code().code()).text("Message", error.message());
        error.details().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                xml.text(name, value);
            }
        });
        return xml.text("Resource", resource)
                .text("RequestId", requestId)
                .text("HostId", hostId)
                .finish();
    }

    static byte[] json(S3Error error, String resource, String requestId, long nowMillis) {
        JsonObject details = new JsonObject()
                .put("code", error.code().code())
                .put("message", error.message())
                .put("requestId", requestId)
                .put("resource", resource)
                .put(
                        "timestamp",
                        Instant.ofEpochMilli(nowMillis)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        return new JsonObject().put("error", details).encode().getBytes(StandardCharsets.UTF_8);
    }
}
