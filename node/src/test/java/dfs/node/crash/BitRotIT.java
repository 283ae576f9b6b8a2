package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> One bit that turned, in any file of a node that was stopped or killed, never makes wrong bytes of an object, nor an object
 * that is silently not there: whatever is not hit reads as before, what is hit gives an error, and the scrub names it; or the node does not
 * start, and says what is damaged.
 *
 * <p><b>Method.</b> Objects of every kind are written. For each kind of file in turn a bit of a random file is turned in a fresh copy of
 * the folder; a node is started over it, and everything is read. {@code -Dflips=N} says how often, {@code -Dseed=N} where; without them
 * one bit is turned in each kind of file that means something.
 */
class BitRotIT {

    private static final int SMALL_OBJECTS = 120;

    /** Files of which nobody reads the content. */
    private static final String MEANS_NOTHING = ".*/(LOG.*|LOCK|IDENTITY|lock|in_use.lock|ballast|scrubbed|OPTIONS-N)";

    /** A folder as it was left, and what stands in it. */
    private record Left(Path folder, Map<String, Contents> objects) {}

    /** The kind of a file, and which left folder it is in. */
    private record Kind(String name, Left left, List<Path> files) {}

    @TempDir
    private Path folder;

    @Test
    void aBitThatTurnedIsNeverServedAndCostsNoOtherObject() throws Exception {
        long seed = Long.getLong("seed", 20_260_101L);
        Random random = new Random(seed);
        List<String> failures = new ArrayList<>();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            List<Kind> kinds = new ArrayList<>();
            for (Left left : fill(client, random)) {
                kinds.addAll(kinds(left));
            }
            int flips = Integer.getInteger("flips", 0);
            if (flips == 0) {
                kinds.removeIf(kind -> ("/" + kind.name()).matches(MEANS_NOTHING));
                kinds = oneOfEach(kinds, random);
                flips = kinds.size();
            }
            for (int i = 0; i < flips; i++) {
                Flip flip = flip(kinds.get(i % kinds.size()), random);
                for (String failure : new RotCheck(client, folder, flip).run()) {
                    failures.add("seed " + seed + ": " + flip + ": " + failure);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A folder that a node left well, and one that a killed node left, with more in it. */
    private List<Left> fill(HttpClient client, Random random) throws Exception {
        Map<String, Contents> objects = new TreeMap<>();
        try (NodeProcess process = NodeProcess.start(folder)) {
            Node node = new Node(client, process);
            var _ = node.put("/bucket", new byte[0]);
            put(node, objects, "first", random);
        }
        Left stopped = new Left(copy("stopped"), Map.copyOf(objects));
        NodeProcess process = NodeProcess.start(folder);
        put(new Node(client, process), objects, "second", random);
        process.kill();
        Left killed = new Left(copy("killed"), Map.copyOf(objects));
        return List.of(stopped, killed);
    }

    private static void put(Node node, Map<String, Contents> objects, String prefix, Random random) throws Exception {
        int[] sizes = {4_097, 70_000, 70_001, 500_000, 1 << 20, 1_100_000, 3_000_000};
        for (int size : sizes) {
            put(node, objects, "/bucket/" + prefix + "-of-" + size, Contents.of(random.nextLong(), size));
        }
        for (int i = 0; i < SMALL_OBJECTS; i++) {
            put(
                    node,
                    objects,
                    "/bucket/" + prefix + "-small-" + i,
                    Contents.of(random.nextLong(), random.nextInt(4_096)));
        }
        String copy = "/bucket/" + prefix + "-copy";
        String source = "/bucket/" + prefix + "-of-70000";
        var _ = node.put(copy, new byte[0], "x-amz-copy-source", source);
        objects.put(copy, objects.getOrDefault(source, Contents.NOTHING));
        String path = "/bucket/" + prefix + "-parts";
        Contents whole = new Contents(random.nextLong(), Upload.PART_BYTES + 100_000, 2);
        String id = Node.first(
                Node.parse(node.post(path + "?uploads", "", whole.headers()).body()), "UploadId");
        Upload upload = Upload.of(new Place("bucket", path), whole);
        for (int part = 1; part <= 2; part++) {
            byte[] bytes = upload.bytes(whole.bytes(), part);
            upload.tags()
                    .put(
                            part,
                            node.put(path + "?partNumber=" + part + "&uploadId=" + id, bytes)
                                    .headers()
                                    .firstValue("ETag")
                                    .orElseThrow());
        }
        var _ = node.post(path + "?uploadId=" + id, upload.document());
        objects.put(path, whole);
        String gone = "/bucket/" + prefix + "-gone";
        var _ = node.put(gone, new byte[9_000]);
        var _ = node.delete(gone);
        objects.put(gone, Contents.NOTHING);
    }

    private static void put(Node node, Map<String, Contents> objects, String path, Contents contents) throws Exception {
        var _ = node.put(path, contents.bytes(), contents.headers());
        objects.put(path, contents);
    }

    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        RotCheck.copy(folder.resolve("data"), copy);
        return copy;
    }

    private static List<Kind> kinds(Left left) throws IOException {
        Map<String, List<Path>> kinds = new TreeMap<>();
        try (Stream<Path> all = Files.walk(left.folder())) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String path = left.folder().relativize(file).toString();
                String kind = path.replaceAll("files/../", "files/N/").replaceAll("[0-9a-f-]*[0-9][0-9a-f-]*", "N");
                if (Files.size(file) > 0) {
                    kinds.computeIfAbsent(kind, _ -> new ArrayList<>())
                            .add(left.folder().relativize(file));
                }
            }
        }
        return kinds.entrySet().stream()
                .map(each -> new Kind(each.getKey(), left, each.getValue()))
                .toList();
    }

    private static Path largest(Kind kind) {
        return kind.files().stream()
                .max(Comparator.comparingLong(
                        file -> kind.left().folder().resolve(file).toFile().length()))
                .orElseThrow();
    }

    /** Of kinds that are in both folders one is taken. */
    private static List<Kind> oneOfEach(List<Kind> kinds, Random random) {
        List<Kind> shuffled = new ArrayList<>(kinds);
        Collections.shuffle(shuffled, random);
        Map<String, Kind> chosen = new TreeMap<>();
        shuffled.forEach(kind -> chosen.put(kind.name(), kind));
        return List.copyOf(chosen.values());
    }

    private static Flip flip(Kind kind, Random random) throws IOException {
        Path file = kind.files().get(random.nextInt(kind.files().size()));
        if (random.nextBoolean()) {
            file = largest(kind); // else small files, of which there are many, are hit nearly always
        }
        long size = Files.size(kind.left().folder().resolve(file));
        return new Flip(
                kind.left().folder(),
                file,
                random.nextLong(size),
                random.nextInt(8),
                kind.left().objects());
    }
}
