package dfs.s3.http;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.s3.call.ClientNames;
import dfs.s3.call.Level;
import dfs.s3.call.Percent;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which bucket and key a request addresses: in its path, or with the bucket in front of one of the node's domains in the
 * {@code Host} header. The path is taken as sent: nothing is normalised, and the first slash after the bucket ends it.
 */
public final class Addressing {

    private final List<String> suffixes;

    /** Knows the node's domains. */
    public Addressing(List<String> domains) {
        suffixes = domains.stream()
                .map(domain -> '.' + domain)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /**
     * What is addressed.
     *
     * @param level how deep
     * @param bucket the bucket
     * @param key the key
     */
    public record Address(Level level, Optional<BucketName> bucket, Optional<ObjectKey> key) {
        private static final Address SERVICE = new Address(Level.SERVICE, Optional.empty(), Optional.empty());
    }

    /**
     * Finds what is addressed.
     *
     * @param host the host with its port, as sent; empty where none was
     * @param rawPath the path as sent
     * @throws S3Failure {@code InvalidURI}, {@code InvalidBucketName}, {@code KeyTooLongError}
     */
    public Address find(String host, String rawPath) {
        if (!rawPath.startsWith("/")) {
            throw new S3Failure(ErrorCode.INVALID_URI);
        }
        String bucket = bucketOfHost(host);
        if (!bucket.isEmpty()) {
            return inBucket(ClientNames.bucketName(bucket), rawPath, 1);
        }
        if (rawPath.length() == 1) {
            return Address.SERVICE;
        }
        int slash = rawPath.indexOf('/', 1);
        int end = slash < 0 ? rawPath.length() : slash;
        BucketName name = ClientNames.bucketName(Percent.decodePath(rawPath, 1, end));
        return inBucket(name, rawPath, Math.min(end + 1, rawPath.length()));
    }

    private static Address inBucket(BucketName bucket, String rawPath, int from) {
        if (from == rawPath.length()) {
            return new Address(Level.BUCKET, Optional.of(bucket), Optional.empty());
        }
        return new Address(
                Level.OBJECT,
                Optional.of(bucket),
                Optional.of(ClientNames.objectKey(Percent.decodePath(rawPath, from, rawPath.length()))));
    }

    /** Whether a host, as sent, names a bucket. */
    public boolean isBucketHost(String host) {
        return !bucketOfHost(host).isEmpty();
    }

    /** The bucket in front of a domain; empty where the host names none. */
    private String bucketOfHost(String host) {
        int end = host.length();
        int colon = host.lastIndexOf(':');
        if (colon >= 0 && host.indexOf(']', colon) < 0) {
            end = colon;
        }
        for (int i = 0; i < suffixes.size(); i++) {
            String suffix = suffixes.get(i);
            int from = end - suffix.length();
            if (from > 0 && host.regionMatches(true, from, suffix, 0, suffix.length())) {
                String bucket = host.substring(0, from).toLowerCase(Locale.ROOT); // names of hosts know no case
                // A name in front of a longer domain of ours is a domain, not a bucket.
                return isDomain(bucket, suffix) ? "" : bucket;
            }
        }
        return "";
    }

    private boolean isDomain(String front, String suffix) {
        String whole = '.' + front + suffix;
        for (int i = 0; i < suffixes.size(); i++) {
            if (suffixes.get(i).equalsIgnoreCase(whole)) {
                return true;
            }
        }
        return false;
    }
}
