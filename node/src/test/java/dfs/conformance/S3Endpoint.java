package dfs.conformance;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The endpoint that all tests of this process speak to: that of {@code -Dendpoint= -Daccess.key= -Dsecret.key=}, with
 * {@code -Dother.access.key= -Dother.secret.key=} for another user and {@code -Dapi.key=}, or else a node of our own.
 *
 * @param uri where it is, with its port
 * @param owner who owns the buckets of the tests
 * @param other a user who owns nothing and is no administrator, where there is one
 * @param apiKey the owner's API key, where the endpoint knows such keys
 * @param s3 the SDK's client of the owner
 */
record S3Endpoint(URI uri, Caller owner, Optional<Caller> other, Optional<String> apiKey, S3Client s3) {

    /** The one. */
    static final S3Endpoint HERE = find();

    /** A request of the owner for an encoded path. */
    Request request(String method, String path) {
        return new Request(uri, Optional.of(owner), method, path);
    }

    /** A bucket that is there and empty. */
    Bucket newBucket() {
        Bucket bucket = new Bucket(this, newName());
        bucket.request("PUT").send().answers(200);
        return bucket;
    }

    /** A bucket name that nobody used. */
    static String newName() {
        return "t-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
    }

    private static S3Endpoint find() {
        Optional<String> given = property("endpoint");
        if (given.isEmpty()) {
            return OwnNode.start();
        }
        return of(
                URI.create(given.get()),
                new Caller(
                        property("access.key").orElseThrow(),
                        property("secret.key").orElseThrow()),
                property("other.access.key")
                        .map(key -> new Caller(key, property("other.secret.key").orElseThrow())),
                property("api.key"));
    }

    static S3Endpoint of(URI uri, Caller owner, Optional<Caller> other, Optional<String> apiKey) {
        S3Client s3 = S3Client.builder()
                .endpointOverride(uri)
                .region(Region.of(Caller.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(owner.accessKey(), owner.secretKey())))
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        return new S3Endpoint(uri, owner, other, apiKey, s3);
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name));
    }
}
