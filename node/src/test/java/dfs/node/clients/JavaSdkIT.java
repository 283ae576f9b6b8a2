package dfs.node.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dfs.node.process.NodeProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The AWS SDK for Java 2: the client that waits, the one that does not, and the one over AWS's C library. */
class JavaSdkIT {

    private static final int LARGE_BYTES = 17 << 20;
    private static final int PART_BYTES = 5 << 20;
    private static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(NodeProcess.ACCESS_KEY, NodeProcess.SECRET_KEY));

    @TempDir
    private static Path folder;

    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theClientThatWaitsWorks() {
        byte[] large = bytes();
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create(node.s3()))
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build()) {
            s3.createBucket(bucket -> bucket.bucket("sync"));
            for (ChecksumAlgorithm algorithm : List.of(
                    ChecksumAlgorithm.CRC32,
                    ChecksumAlgorithm.CRC32_C,
                    ChecksumAlgorithm.SHA1,
                    ChecksumAlgorithm.SHA256)) {
                s3.putObject(
                        put -> put.bucket("sync").key("a/b +%").checksumAlgorithm(algorithm),
                        RequestBody.fromString("body"));
            }
            assertThat(s3.getObjectAsBytes(get -> get.bucket("sync").key("a/b +%"))
                            .asUtf8String())
                    .isEqualTo("body");

            String upload = s3.createMultipartUpload(
                            create -> create.bucket("sync").key("parts"))
                    .uploadId();
            String first = s3.uploadPart(
                            part -> part.bucket("sync")
                                    .key("parts")
                                    .uploadId(upload)
                                    .partNumber(1),
                            RequestBody.fromBytes(Arrays.copyOf(large, PART_BYTES)))
                    .eTag();
            String second = s3.uploadPart(
                            part -> part.bucket("sync")
                                    .key("parts")
                                    .uploadId(upload)
                                    .partNumber(2),
                            RequestBody.fromString("end"))
                    .eTag();
            s3.completeMultipartUpload(complete -> complete.bucket("sync")
                    .key("parts")
                    .uploadId(upload)
                    .multipartUpload(parts -> parts.parts(
                            CompletedPart.builder().partNumber(1).eTag(first).build(),
                            CompletedPart.builder().partNumber(2).eTag(second).build())));
            assertThat(s3.headObject(head -> head.bucket("sync").key("parts")).contentLength())
                    .isEqualTo(PART_BYTES + 3);

            assertThat(s3.listObjectsV2Paginator(list -> list.bucket("sync").maxKeys(1)).contents().stream()
                            .map(S3Object::key))
                    .containsExactly("a/b +%", "parts");
            assertThat(errorOfAnAbsentKey(s3)).isEqualTo("NoSuchKey");
        }
    }

    private static String errorOfAnAbsentKey(S3Client s3) {
        return catchThrowableOfType(
                        S3Exception.class,
                        () -> s3.getObjectAsBytes(get -> get.bucket("sync").key("absent")))
                .awsErrorDetails()
                .errorCode();
    }

    @Test
    void theClientThatDoesNotWaitWorks() {
        try (S3AsyncClient s3 = S3AsyncClient.builder()
                .endpointOverride(URI.create(node.s3()))
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .multipartEnabled(true)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build()) {
            roundTrip(s3, "async");
        }
    }

    @Test
    void theClientOverTheNativeLibraryWorks() {
        try (S3AsyncClient s3 = S3AsyncClient.crtBuilder()
                .endpointOverride(URI.create(node.s3()))
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .minimumPartSizeInBytes((long) PART_BYTES)
                .build()) {
            roundTrip(s3, "native");
        }
    }

    /** Up and down, in parts where the client chooses to. */
    private static void roundTrip(S3AsyncClient s3, String bucket) {
        byte[] large = bytes();
        s3.createBucket(create -> create.bucket(bucket)).join();
        s3.putObject(put -> put.bucket(bucket).key("large"), AsyncRequestBody.fromBytes(large))
                .join();
        s3.putObject(put -> put.bucket(bucket).key("small"), AsyncRequestBody.fromString("small"))
                .join();
        assertThat(s3.getObject(get -> get.bucket(bucket).key("large"), AsyncResponseTransformer.toBytes())
                        .join()
                        .asByteArray())
                .isEqualTo(large);
        assertThat(s3.getObject(
                                get -> get.bucket(bucket).key("small").range("bytes=1-2"),
                                AsyncResponseTransformer.toBytes())
                        .join()
                        .asUtf8String())
                .isEqualTo("ma");
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(11).nextBytes(bytes);
        return bytes;
    }
}
