package dfs.s3.form;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The policy document of a form: what its signer allows to be uploaded, and until when.
 *
 * @param expiration when it ends
 * @param conditions what must hold of the fields
 * @param sizes what must hold of the file's size
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">POST policy</a>
 */
public record PostPolicy(Instant expiration, List<Condition> conditions, SizeRange sizes) {

    /** {@code \$} is S3's own escape of a dollar sign, which JSON does not have. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Copies the list. */
    public PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /** How a field is compared. */
    public enum Comparison {
        /** The value is the one given. */
        EQ,
        /** The value begins with the one given. */
        STARTS_WITH
    }

    /**
     * A condition on a field.
     *
     * @param comparison how it is compared
     * @param field the field's name in lower case
     * @param value what with
     */
    public record Condition(Comparison comparison, String field, String value) {}

    /**
     * Reads a policy as a form carries it.
     *
     * @throws S3Failure {@code InvalidPolicyDocument}
     */
    public static PostPolicy parse(String base64) {
        JsonNode root = root(base64);
        JsonNode expiration = root.path("expiration");
        if (!expiration.isTextual()) {
            throw invalid("Policy missing expiration.");
        }
        JsonNode list = root.path("conditions");
        if (!list.isArray()) {
            throw invalid("Policy missing conditions.");
        }
        List<Condition> conditions = new ArrayList<>();
        SizeRange sizes = SizeRange.ANY;
        for (JsonNode each : list) {
            if (each.isArray() && each.size() == 3 && isSizeRange(each.get(0))) {
                sizes = sizes.and(new SizeRange(size(each.get(1)), size(each.get(2))));
            } else {
                conditions.add(condition(each));
            }
        }
        return new PostPolicy(instant(expiration.textValue()), conditions, sizes);
    }

    /**
     * Checks that a form keeps the policy: it has not expired, every condition holds, and no field is beyond it.
     *
     * @param bucket the bucket addressed
     * @throws S3Failure {@code AccessDenied}
     */
    public void check(FormFields fields, String bucket, Instant now) {
        if (!now.isBefore(expiration)) {
            throw new S3Failure(ErrorCode.ACCESS_DENIED, "Invalid according to Policy: Policy expired.");
        }
        for (Condition condition : conditions) {
            String value = condition.field().equals("bucket")
                    ? bucket
                    : fields.get(condition.field()).orElse("");
            if (!holds(condition, value)) {
                throw new S3Failure(
                        ErrorCode.ACCESS_DENIED,
                        "Invalid according to Policy: Policy Condition failed: [\""
                                + condition
                                        .comparison()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-') + "\", \"$"
                                + condition.field() + "\", \"" + condition.value() + "\"]");
            }
        }
        requireCovered("bucket");
        fields.fields().forEach(field -> requireCovered(field.name().toLowerCase(Locale.ROOT)));
    }

    private void requireCovered(String field) {
        boolean isFree = switch (field) {
            case "policy", "signature", "awsaccesskeyid", "x-amz-signature" -> true;
            // A checksum allows nothing; it only narrows what the file may be.
            default -> field.startsWith("x-ignore-") || field.startsWith("x-amz-checksum-");
        };
        if (!isFree
                && conditions.stream().noneMatch(condition -> condition.field().equals(field))) {
            throw new S3Failure(ErrorCode.ACCESS_DENIED, "Invalid according to Policy: Extra input fields: " + field);
        }
    }

    private static boolean holds(Condition condition, String value) {
        return switch (condition.comparison()) {
            case EQ -> value.equals(condition.value());
            case STARTS_WITH -> {
                if (!condition.field().equals("content-type")) {
                    yield value.startsWith(condition.value());
                }
                boolean all = true;
                for (String type : value.split(",", -1)) {
                    all &= type.strip().startsWith(condition.value());
                }
                yield all;
            }
        };
    }

    private static JsonNode root(String base64) {
        byte[] document;
        try {
            document = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("it is not in base64.");
        }
        try {
            JsonNode root = JSON.readTree(document);
            if (!root.isObject()) {
                throw invalid("it is no JSON object.");
            }
            return root;
        } catch (IOException notJson) { // the bytes are in memory: it is the text that cannot be read
            throw invalid("Invalid JSON.");
        }
    }

    private static Condition condition(JsonNode node) {
        if (node.isObject()) {
            if (node.size() != 1) {
                throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
            }
            String name = node.fieldNames().next();
            return new Condition(Comparison.EQ, name.toLowerCase(Locale.ROOT), text(node.get(name)));
        }
        if (!node.isArray() || node.size() != 3) {
            throw invalid("Invalid Condition: a condition is an object, or an array of three.");
        }
        String name = text(node.get(1));
        if (!name.startsWith("$")) {
            throw invalid("Invalid Condition: a field's name begins with '$'.");
        }
        String field = name.substring(1).toLowerCase(Locale.ROOT);
        return switch (text(node.get(0)).toLowerCase(Locale.ROOT)) {
            case "eq" -> new Condition(Comparison.EQ, field, text(node.get(2)));
            case "starts-with" -> new Condition(Comparison.STARTS_WITH, field, text(node.get(2)));
            default -> throw invalid("Invalid Condition: it is none of eq, starts-with, content-length-range.");
        };
    }

    private static boolean isSizeRange(JsonNode node) {
        return node.isTextual() && node.textValue().equalsIgnoreCase("content-length-range");
    }

    private static long size(JsonNode node) {
        try {
            long size =
                    node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : Long.parseLong(text(node));
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Refused below, with what is negative.
        }
        throw invalid("Invalid content-length-range: its bounds are numbers from 0 up.");
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw invalid("Invalid Condition: values must be strings.");
        }
        return node.textValue();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid("Invalid 'expiration' value: '" + text + "'");
        }
    }

    private static S3Failure invalid(String why) {
        return new S3Failure(ErrorCode.INVALID_POLICY_DOCUMENT, "Invalid Policy: " + why);
    }
}
