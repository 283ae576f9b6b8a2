package dfs.node.crash;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * Starts a node over a copy of a folder in which one bit was turned, and reads everything.
 *
 * @param client the connections
 * @param folder where the copy is made
 * @param flip which bit
 */
record RotCheck(HttpClient client, Path folder, Flip flip) {

    private static final Pattern BLOB = Pattern.compile("blob [0-9a-f]{32}");

    /** All that is not as it must be. */
    List<String> run() throws Exception {
        Path data = folder.resolve("data");
        delete(data);
        copy(flip.folder(), data);
        turn(data.resolve(flip.file()));
        NodeProcess process = NodeProcess.launch(folder);
        if (!process.becomesReady()) {
            return refused(process.log(), data.resolve(flip.file()));
        }
        try {
            List<String> failures = new ArrayList<>();
            Node node = new Node(client, process);
            Map<String, String> damaged = readAll(node, failures);
            list(node, failures);
            scrub(node, damaged, failures);
            return failures;
        } finally {
            process.kill();
        }
    }

    /** Who reads the message must find the file, and what can be done. */
    private List<String> refused(String log, Path file) {
        List<String> said = log.lines().filter(line -> line.startsWith("dfs: ")).toList();
        boolean isNamed = said.stream()
                .anyMatch(line -> line.contains(file.toString())
                        || line.contains(file.getParent().toString()));
        boolean isHelp = said.stream().anyMatch(line -> line.contains("copy"));
        return isNamed && isHelp ? List.of() : List.of("the start was refused with " + (said.isEmpty() ? log : said));
    }

    /** The paths that gave an error, and what it said. */
    private Map<String, String> readAll(Node node, List<String> failures) throws InterruptedException {
        Map<String, String> damaged = new TreeMap<>();
        flip.objects().forEach((path, contents) -> {
            try {
                HttpResponse<byte[]> found = node.get(path);
                if (found.statusCode() >= 500) {
                    damaged.put(path, Node.text(found));
                } else if (!Audit.holds(contents, found)) {
                    failures.add(path + " is " + contents + " and was read as " + found.statusCode() + " with "
                            + found.body().length + " bytes");
                }
            } catch (HttpTimeoutException hangs) {
                failures.add(path + " is never answered");
            } catch (IOException cut) {
                damaged.put(path, "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long others = damaged.keySet().stream()
                .map(path -> flip.objects().getOrDefault(path, Contents.NOTHING).seed())
                .distinct()
                .count();
        if (others > 1 && !flip.file().startsWith("metadata")) {
            failures.add("more than one object is damaged: " + damaged);
        }
        return damaged;
    }

    private void list(Node node, List<String> failures) throws InterruptedException {
        List<String> expected = flip.objects().entrySet().stream()
                .filter(each -> !each.getValue().isNothing())
                .map(each -> each.getKey().substring("/bucket/".length()))
                .sorted()
                .toList();
        try {
            HttpResponse<byte[]> page = node.get("/bucket?list-type=2");
            if (page.statusCode() < 500
                    && !Node.all(Node.parse(page.body()), "Key").stream()
                            .map(Element::getTextContent)
                            .toList()
                            .equals(expected)) {
                failures.add("the listing says " + Node.text(page));
            }
        } catch (HttpTimeoutException hangs) {
            failures.add("the listing is never answered");
        } catch (IOException cut) {
            // An error all the same.
        }
    }

    /** The scrub names the blob that the error speaks of, and where the answer was cut off some blob. */
    private void scrub(Node node, Map<String, String> damaged, List<String> failures)
            throws IOException, InterruptedException {
        if (flip.isInBlobs()) {
            String report = Leftovers.run(node, "scrub");
            damaged.forEach((path, error) -> {
                Matcher blob = BLOB.matcher(error);
                if (!report.contains((blob.find() ? blob.group() + " " : "") + "is damaged")) {
                    failures.add(path + " gave the error '" + error + "', and the scrub says " + report);
                }
            });
        }
    }

    private void turn(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(flip.offset());
            int turned = bytes.read() ^ (1 << flip.bit());
            bytes.seek(flip.offset());
            bytes.write(turned);
        }
    }

    /** Copies a folder and all in it, with its rights. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
