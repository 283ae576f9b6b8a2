package dfs.node.crash;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.w3c.dom.Element;

/**
 * Changes keys of its own, one change after the other, in every way there is, until the node is gone; its ledger says what each key
 * must hold then. Used by one thread at a time.
 */
final class Writer {

    private static final int KEYS = 8;
    private static final int VERSIONS_MAX = 4;
    private static final int BATCH = 4;

    /** Around each border between what keeps them: metadata, a segment, a file. */
    private static final int[] SIZES = {
        0, 1, 3_000, 4_096, 4_097, 9_000, 70_000, 70_000, 300_000, 1 << 20, (1 << 20) + 1
    };

    private final String name;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private volatile int acknowledged;

    Writer(String name, Random random) {
        this.name = name;
        this.random = random;
    }

    Ledger ledger() {
        return ledger;
    }

    /** How many changes were acknowledged so far. */
    int acknowledged() {
        return acknowledged;
    }

    /** Changes keys until the node does not answer any more. */
    void workUntilCut(Node node) {
        try {
            while (true) {
                change(node);
                acknowledged++;
            }
        } catch (IOException cut) {
            // The ledger says what is left open.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(Node node) throws IOException, InterruptedException {
        Place place = place(random.nextBoolean() ? Place.VERSIONED : Place.PLAIN);
        List<Version> before = ledger.at(place);
        if (before.size() > VERSIONS_MAX) {
            deleteVersion(node, place, before.get(random.nextInt(before.size())).id());
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 15) {
            delete(node, place);
        } else if (dice < 20) {
            deleteBatch(node, place.bucket());
        } else if (dice < 22) {
            upload(node, place);
        } else if (dice < 33) {
            copy(node, place);
        } else if (dice < 40 && !before.isEmpty()) {
            read(node, place, before.getFirst());
        } else if (dice < 45 && !before.isEmpty()) {
            deleteVersion(node, place, before.get(random.nextInt(before.size())).id());
        } else {
            Contents contents = Contents.of(random.nextLong(), SIZES[random.nextInt(SIZES.length)]);
            write(place, contents, () -> node.put(place.path(), contents.bytes(), contents.headers()));
        }
    }

    private Place place(String bucket) {
        return new Place(bucket, name + "-" + random.nextInt(KEYS));
    }

    private interface Request {
        HttpResponse<byte[]> send() throws IOException, InterruptedException;
    }

    private void write(Place place, Contents contents, Request request) throws IOException, InterruptedException {
        List<Version> before = ledger.at(place);
        ledger.doubt(place, Version.with(place, before, Version.UNTOLD, contents));
        String id = request.send().headers().firstValue("x-amz-version-id").orElse(Version.NULL);
        ledger.settle(place, Version.with(place, before, id, contents));
    }

    private void delete(Node node, Place place) throws IOException, InterruptedException {
        write(place, Contents.NOTHING, () -> node.delete(place.path()));
    }

    private void deleteVersion(Node node, Place place, String id) throws IOException, InterruptedException {
        List<Version> after = Version.without(ledger.at(place), id);
        ledger.doubt(place, after);
        node.delete(place.path() + "?versionId=" + id);
        ledger.settle(place, after);
    }

    private void deleteBatch(Node node, String bucket) throws IOException, InterruptedException {
        Set<Place> places =
                IntStream.range(0, BATCH).mapToObj(i -> place(bucket)).collect(Collectors.toCollection(TreeSet::new));
        StringBuilder document = new StringBuilder("<Delete>");
        for (Place each : places) {
            document.append("<Object><Key>").append(each.key()).append("</Key></Object>");
            ledger.doubt(each, Version.with(each, ledger.at(each), Version.UNTOLD, Contents.NOTHING));
        }
        Element deleted = Node.parse(
                node.post("/" + bucket + "?delete", document.append("</Delete>").toString())
                        .body());
        for (Element each : Node.all(deleted, "Deleted")) {
            Place place = new Place(bucket, Node.first(each, "Key"));
            String id = Node.first(each, "DeleteMarkerVersionId");
            ledger.settle(place, Version.with(place, ledger.at(place), id, Contents.NOTHING));
            places.remove(place);
        }
        if (!places.isEmpty()) {
            throw new AssertionError("a batch deletion did not speak of " + places);
        }
    }

    private void copy(Node node, Place place) throws IOException, InterruptedException {
        Place source = place(random.nextBoolean() ? Place.VERSIONED : Place.PLAIN);
        List<Version> versions = ledger.at(source);
        if (source.equals(place)
                || versions.isEmpty()
                || versions.getFirst().contents().isNothing()) {
            return;
        }
        write(
                place,
                versions.getFirst().contents(),
                () -> node.put(place.path(), new byte[0], "x-amz-copy-source", source.path()));
    }

    /** Another one's collection of garbage must not take what is in use. */
    private static void read(Node node, Place place, Version expected) throws IOException, InterruptedException {
        HttpResponse<byte[]> found = node.get(place.path());
        if (!Audit.holds(expected.contents(), found)) {
            throw new AssertionError(place + " was read as " + found.statusCode() + " with " + found.body().length
                    + " bytes, and must be " + expected);
        }
    }

    /** Parts in parallel; then the upload is completed, aborted, or left as it is. */
    private void upload(Node node, Place place) throws IOException, InterruptedException {
        int parts = 2 + random.nextInt(2);
        int sizeBytes = (parts - 1) * Upload.PART_BYTES + 5_000 + random.nextInt(100_000);
        Contents contents = new Contents(random.nextLong(), sizeBytes, parts);
        int dice = random.nextInt(10);
        ledger.open(place);
        String id = Node.first(
                Node.parse(node.post(place.path() + "?uploads", "", contents.headers())
                        .body()),
                "UploadId");
        Upload upload = ledger.opened(place, id, contents);
        send(node, id, upload, dice == 0 ? parts - 1 : parts);
        if (dice == 1) {
            ledger.end(id, false);
            node.delete(place.path() + "?uploadId=" + id);
            ledger.ended(id);
        } else if (dice > 1) {
            complete(node, id);
        }
    }

    /** Sends the parts that were not acknowledged yet, as far as {@code upTo}. */
    private static void send(Node node, String id, Upload upload, int upTo) throws IOException, InterruptedException {
        byte[] whole = upload.contents().bytes();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> sending = new ArrayList<>();
            for (int part = 1; part <= upTo; part++) {
                int number = part;
                if (!upload.tags().containsKey(number)) {
                    sending.add(executor.submit(
                            () -> upload.tags().put(number, sendPart(node, id, upload, whole, number))));
                }
            }
            for (Future<String> each : sending) {
                var _ = each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cut) {
                throw cut;
            }
            throw new AssertionError(e.getCause());
        }
    }

    private static String sendPart(Node node, String id, Upload upload, byte[] whole, int part)
            throws IOException, InterruptedException {
        return node.put(upload.place().path() + "?partNumber=" + part + "&uploadId=" + id, upload.bytes(whole, part))
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    private void complete(Node node, String id) throws IOException, InterruptedException {
        Upload upload = ledger.upload(id);
        ledger.end(id, true);
        write(
                upload.place(),
                upload.contents(),
                () -> node.post(upload.place().path() + "?uploadId=" + id, upload.document()));
        ledger.ended(id);
    }

    /** Sends what is missing of all uploads that are open, and completes them. */
    void completeUploads(Node node) throws IOException, InterruptedException {
        for (Map.Entry<String, Upload> each : List.copyOf(ledger.uploads().entrySet())) {
            send(
                    node,
                    each.getKey(),
                    each.getValue(),
                    each.getValue().contents().parts());
            complete(node, each.getKey());
        }
    }
}
