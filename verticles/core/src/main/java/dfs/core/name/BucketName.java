package dfs.core.name;

import java.util.regex.Pattern;

/**
 * The name of a bucket: 3 to 63 characters of {@code a-z 0-9 . -}, beginning and ending with a letter or a digit, no two
 * dots together, not shaped as an IPv4 address.
 *
 * @param text the name
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>
 */
public record BucketName(String text) implements Comparable<BucketName> {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    /** Checks the rules above. */
    public BucketName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a bucket name: " + text);
        }
    }

    /** Whether {@code text} keeps the rules; the caller answers {@code InvalidBucketName} where it does not. */
    public static boolean isValid(String text) {
        return SHAPE.matcher(text).matches()
                && !text.contains("..")
                && !IPV4.matcher(text).matches()
                && !text.startsWith("xn--")
                && !text.endsWith("-s3alias");
    }

    @Override
    public int compareTo(BucketName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
