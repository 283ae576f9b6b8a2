package dfs.perf.scenario;

import dfs.perf.client.Body;
import dfs.perf.client.Connection;
import dfs.perf.client.Reply;
import dfs.perf.client.Request;
import dfs.perf.load.RequestFailed;
import dfs.perf.load.Span;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Operations on many things at once: uploads in parts, deletes by the thousand. */
final class ManyPartsScenarios {

    private static final String BUCKET = "perf-parts";
    private static final int PARTS = 8;
    private static final long PART_BYTES = 8L * 1024 * 1024;
    private static final int KEYS_PER_DELETE = 1000;
    private static final Duration DELETE_MAX = Duration.ofMinutes(2);

    private ManyPartsScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("multipart", true, ManyPartsScenarios::multipart),
                new Scenario("batch-delete", true, ManyPartsScenarios::batchDelete));
    }

    private static void multipart(Bench bench) throws IOException, InterruptedException {
        String folder = bench.bucket(BUCKET) + "/upload-" + bench.freshName() + "/";
        Body part = Body.of(PART_BYTES);
        for (int connections : bench.settings().connections(List.of(4), List.of(1, 4, 16))) {
            AtomicLong next = new AtomicLong();
            Workload uploads = index -> connection ->
                    Optional.of(upload(connection, folder + connections + "-" + next.getAndIncrement(), part));
            bench.keep(
                    bench.measure("multipart-64m", "uploads", PARTS * PART_BYTES, connections, uploads),
                    bench.limits().upload(Size.MIB_64));
        }
    }

    /** A whole upload, its parts one after the other. */
    private static Turn.Done upload(Connection connection, String path, Body part) throws IOException {
        Reply created =
                connection.exchange(Request.post(path).withQuery("uploads=").keepingReply());
        String upload = created.element("UploadId").orElseThrow(() -> new RequestFailed(created));
        StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= PARTS; number++) {
            Reply put = connection.exchange(
                    Request.put(path, part).withQuery("partNumber=" + number + "&uploadId=" + upload));
            String tag = put.header("etag").orElseThrow(() -> new RequestFailed(put));
            parts.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
            parts.append(tag.replace("\"", "&quot;")).append("</ETag></Part>");
        }
        Body list =
                Body.of(parts.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8));
        return Turn.Done.one(connection.exchange(Request.post(path, list).withQuery("uploadId=" + upload)));
    }

    private static void batchDelete(Bench bench) throws IOException, InterruptedException {
        String bucket = bench.bucket(BUCKET);
        int batches = bench.settings().isQuick() ? 10 : 50;
        Body body = Body.of(Size.KIB_4.bytes());
        for (int connections : bench.settings().connections(List.of(1), List.of(1, 16))) {
            String folder = "delete-" + bench.freshName() + "/";
            bench.fill(
                    folder,
                    (long) batches * KEYS_PER_DELETE,
                    index -> Request.put(bucket + "/" + folder + index, body));
            AtomicLong next = new AtomicLong();
            Workload deletes = index -> connection -> {
                long batch = next.getAndIncrement();
                return batch < batches
                        ? Optional.of(Turn.Done.units(
                                KEYS_PER_DELETE, connection.exchange(delete(bucket, folder, batch * KEYS_PER_DELETE))))
                        : Optional.empty();
            };
            bench.keep(bench.measure("batch-delete", "keys", 0, connections, deletes, Span.whole(DELETE_MAX)));
        }
    }

    private static Request delete(String bucket, String folder, long first) {
        StringBuilder list = new StringBuilder("<Delete><Quiet>true</Quiet>");
        for (long key = first; key < first + KEYS_PER_DELETE; key++) {
            list.append("<Object><Key>").append(folder).append(key).append("</Key></Object>");
        }
        byte[] bytes = list.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8);
        return Request.post(bucket, Body.of(bytes)).withQuery("delete=").withHeader("content-md5", md5(bytes));
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
