package dfs.s3.xml;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.CorsRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A bucket's CORS configuration.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html">PutBucketCors</a>
 */
public final class CorsDocument {

    /** The most rules. */
    public static final int RULES_MAX = 100;

    private static final int ID_LENGTH_MAX = 255;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

    private CorsDocument() {}

    /**
     * Reads the body of PutBucketCors.
     *
     * @throws S3Failure {@code MalformedXML}, {@code InvalidRequest}
     */
    public static List<CorsRule> parse(byte[] document) {
        XmlElement root = XmlReader.read(document, "CORSConfiguration");
        List<XmlElement> rules = Fields.children(root, "CORSRule");
        if (rules.isEmpty()) {
            throw XmlReader.malformed("CORSConfiguration has no CORSRule");
        }
        if (rules.size() > RULES_MAX) {
            throw invalid("The number of CORS rules should not exceed allowed limit of " + RULES_MAX + " rules.");
        }
        return rules.stream().map(CorsDocument::rule).toList();
    }

    /** Writes the answer of GetBucketCors. */
    public static byte[] write(List<CorsRule> rules) {
        XmlWriter xml = XmlWriter.document("CORSConfiguration");
        for (CorsRule rule : rules) {
            xml.open("CORSRule");
            rule.id().ifPresent(id -> xml.text("ID", id));
            rule.allowedMethods().forEach(method -> xml.text("AllowedMethod", method));
            rule.allowedOrigins().forEach(origin -> xml.text("AllowedOrigin", origin));
            rule.allowedHeaders().forEach(header -> xml.text("AllowedHeader", header));
            rule.maxAgeSeconds().ifPresent(seconds -> xml.number("MaxAgeSeconds", seconds));
            rule.exposeHeaders().forEach(header -> xml.text("ExposeHeader", header));
            xml.close();
        }
        return xml.finish();
    }

    private static CorsRule rule(XmlElement element) {
        List<String> methods = words(element, "AllowedMethod");
        List<String> origins = words(element, "AllowedOrigin");
        List<String> headers = words(element, "AllowedHeader");
        List<String> exposed = words(element, "ExposeHeader");
        if (methods.isEmpty() || origins.isEmpty()) {
            throw XmlReader.malformed("a CORSRule has no AllowedMethod or no AllowedOrigin");
        }
        for (String method : methods) {
            if (!METHODS.contains(method)) {
                throw invalid("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        origins.forEach(origin -> checkPattern("AllowedOrigin", origin));
        headers.forEach(header -> checkPattern("AllowedHeader", header));
        for (String header : exposed) {
            if (header.contains("*")) {
                throw invalid("ExposeHeader \"" + header
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
        }
        return new CorsRule(id(element), methods, origins, headers, exposed, maxAge(element));
    }

    private static Optional<String> id(XmlElement element) {
        Optional<String> id = Fields.word(element, "ID");
        if (id.isPresent() && id.get().length() > ID_LENGTH_MAX) {
            throw XmlReader.malformed("an ID is longer than the limit of " + ID_LENGTH_MAX + " characters");
        }
        return id;
    }

    private static OptionalInt maxAge(XmlElement element) {
        Optional<String> text = Fields.word(element, "MaxAgeSeconds");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int seconds = Fields.number("MaxAgeSeconds", text.get());
        if (seconds < 0) {
            throw XmlReader.malformed("MaxAgeSeconds is negative");
        }
        return OptionalInt.of(seconds);
    }

    private static void checkPattern(String name, String pattern) {
        if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
            throw invalid(name + " \"" + pattern + "\" can not have more than one wildcard.");
        }
    }

    private static List<String> words(XmlElement element, String name) {
        return Fields.children(element, name).stream()
                .map(child -> child.text().strip())
                .toList();
    }

    private static S3Failure invalid(String message) {
        return new S3Failure(ErrorCode.INVALID_REQUEST, message);
    }
}
