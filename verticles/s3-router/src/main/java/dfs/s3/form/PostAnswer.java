package dfs.s3.form;

import dfs.core.Bytes;
import dfs.s3.xml.XmlWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a form upload that succeeded is answered.
 *
 * @param status 303 to where {@code success_action_redirect} says, else what {@code success_action_status} says of 200, 201
 *     and 204, else 204
 * @param location where to go, or where the object is
 * @param body an XML document with status 201, else empty
 */
public record PostAnswer(int status, String location, Bytes body) {

    /**
     * Chooses the answer.
     *
     * @param etag without quotes
     * @param objectUrl where the object is
     */
    public static PostAnswer of(FormFields fields, String bucket, String key, String etag, String objectUrl) {
        Optional<URI> redirect = fields.get("success_action_redirect")
                .or(() -> fields.get("redirect"))
                .flatMap(PostAnswer::httpUrl);
        if (redirect.isPresent()) {
            String url = redirect.get().toASCIIString();
            String more = "bucket=" + encode(bucket) + "&key=" + encode(key) + "&etag=" + encode('"' + etag + '"');
            return new PostAnswer(303, url + (redirect.get().getRawQuery() == null ? "?" : "&") + more, Bytes.EMPTY);
        }
        return switch (fields.get("success_action_status").orElse("")) {
            case "200" -> new PostAnswer(200, objectUrl, Bytes.EMPTY);
            case "201" -> new PostAnswer(201, objectUrl, document(bucket, key, etag, objectUrl));
            default -> new PostAnswer(204, objectUrl, Bytes.EMPTY);
        };
    }

    private static Bytes document(String bucket, String key, String etag, String objectUrl) {
        return Bytes.wrap(XmlWriter.plain("PostResponse")
                .text("Location", objectUrl)
                .text("Bucket", bucket)
                .text("Key", key)
                .etag("ETag", etag)
                .finish());
    }

    /** A URL to redirect to; empty where the text is none, which S3 then ignores. */
    private static Optional<URI> httpUrl(String text) {
        try {
            URI url = new URI(text);
            boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return isHttp && url.getRawFragment() == null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
