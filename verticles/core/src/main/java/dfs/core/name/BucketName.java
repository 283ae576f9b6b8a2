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

    private static final int LENGTH_MIN = 3;
    private static final int LENGTH_MAX = 63;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    /** Checks the rules above. */
    public BucketName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a bucket name: " + text);
        }
    }

    /** Whether {@code text} keeps the rules; the caller answers {@code InvalidBucketName} where it does not. */
    public static boolean isValid(String text) {
        return hasShape(text)
                && !text.contains("..")
                && !(text.charAt(0) <= '9' && IPV4.matcher(text).matches())
                && !text.startsWith("xn--")
                && !text.endsWith("-s3alias");
    }

    /** Asked for every name of every request: a loop is several times faster than a pattern. */
    private static boolean hasShape(String text) {
        int length = text.length();
        if (length < LENGTH_MIN
                || length > LENGTH_MAX
                || !isLetterOrDigit(text, 0)
                || !isLetterOrDigit(text, length - 1)) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            if (!isLetterOrDigit(text, i) && text.charAt(i) != '.' && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(String text, int at) {
        char c = text.charAt(at);
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
