package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * Compares all that a node holds with the ledgers of its writers.
 *
 * @param node the node, which nobody else changes meanwhile
 * @param writers all that ever wrote to it
 * @param when said with a failure
 */
record Audit(Node node, List<Writer> writers, String when) {

    private static final Pattern FIGURE = Pattern.compile("\"([a-zA-Z]+)\":([0-9]+)");

    /** What a listing shows of a version. */
    private record Seen(String id, long sizeBytes, boolean isMarker) {}

    /** What a bucket's usage figures must be. */
    private record Census(Map<String, Long> figures) {
        void add(String name, long more) {
            figures.merge(name, more, Long::sum);
        }
    }

    /** Accounts for everything; then the ledgers are certain, and no upload is open. */
    void run() throws IOException, InterruptedException {
        for (String bucket : List.of(Place.PLAIN, Place.VERSIONED)) {
            Map<Place, List<Seen>> listed = versions(bucket);
            for (Writer writer : writers) {
                for (Place place : writer.ledger().places()) {
                    if (place.bucket().equals(bucket)) {
                        settle(writer.ledger(), place, listed.getOrDefault(place, List.of()));
                        listed.remove(place);
                    }
                }
            }
            assertThat(listed).as("versions that nobody wrote, %s", when).isEmpty();
            checkCurrent(bucket);
            checkUploads(bucket);
            checkUsage(bucket);
        }
        for (Writer writer : writers) {
            writer.ledger().settleUploads();
            writer.completeUploads(node);
        }
        checkUsage(Place.PLAIN);
        checkUsage(Place.VERSIONED);
    }

    /** Whether an answer is what contents look like. */
    static boolean holds(Contents contents, HttpResponse<byte[]> response) {
        return contents.isNothing() ? response.statusCode() == 404 : contents.isIn(response);
    }

    private Map<Place, List<Seen>> versions(String bucket) throws IOException, InterruptedException {
        Map<Place, List<Seen>> found = new TreeMap<>();
        String from = "";
        boolean isMore = true;
        while (isMore) {
            Element page = node.document("/" + bucket + "?versions&max-keys=100" + from);
            for (Element each : entries(page)) {
                boolean isMarker = each.getTagName().equals("DeleteMarker");
                Seen seen = new Seen(
                        Node.first(each, "VersionId"),
                        isMarker ? -1 : Long.parseLong(Node.first(each, "Size")),
                        isMarker);
                found.computeIfAbsent(new Place(bucket, Node.first(each, "Key")), _ -> new ArrayList<>())
                        .add(seen);
            }
            isMore = Node.first(page, "IsTruncated").equals("true");
            from = "&key-marker=" + Node.first(page, "NextKeyMarker") + "&version-id-marker="
                    + Node.first(page, "NextVersionIdMarker");
        }
        return found;
    }

    private static List<Element> entries(Element page) {
        return Node.all(page, "*").stream()
                .filter(each -> Set.of("Version", "DeleteMarker").contains(each.getTagName()))
                .toList();
    }

    /** What is found must be what is known, or what the unanswered change would have left. */
    private void settle(Ledger ledger, Place place, List<Seen> seen) throws IOException, InterruptedException {
        List<HttpResponse<byte[]>> read = new ArrayList<>();
        for (Seen each : seen) {
            read.add(node.get(place.path() + (each.isMarker() ? "" : "?versionId=" + each.id())));
        }
        List<List<Version>> possible = new ArrayList<>(List.of(ledger.at(place)));
        ledger.doubtAt(place).ifPresent(possible::add);
        List<Version> found = possible.stream()
                .filter(each -> matches(each, seen, read))
                .findFirst()
                .orElseThrow(() -> new AssertionError(when + ": " + place + " is listed as " + seen + ", read with "
                        + read.stream().map(HttpResponse::statusCode).toList() + ", and must be one of " + possible));
        List<Version> told = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            told.add(new Version(seen.get(i).id(), found.get(i).contents()));
        }
        ledger.settle(place, List.copyOf(told));
    }

    private static boolean matches(List<Version> versions, List<Seen> seen, List<HttpResponse<byte[]>> read) {
        if (versions.size() != seen.size()) {
            return false;
        }
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            boolean isNamed = version.id().equals(Version.UNTOLD)
                    || version.id().equals(seen.get(i).id());
            boolean isMarker = version.contents().isNothing();
            if (!isNamed
                    || isMarker != seen.get(i).isMarker()
                    || version.contents().sizeBytes() != seen.get(i).sizeBytes()
                    || (!isMarker && !holds(version.contents(), read.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** What is current is what the plain listing shows and what a plain read finds. */
    private void checkCurrent(String bucket) throws IOException, InterruptedException {
        Set<String> current = new TreeSet<>();
        for (Writer writer : writers) {
            for (Place place : writer.ledger().places()) {
                List<Version> versions = writer.ledger().at(place);
                boolean isThere =
                        !versions.isEmpty() && !versions.getFirst().contents().isNothing();
                if (place.bucket().equals(bucket)) {
                    Contents newest = isThere ? versions.getFirst().contents() : Contents.NOTHING;
                    assertThat(holds(newest, node.get(place.path())))
                            .as("%s: %s is %s", when, place, newest)
                            .isTrue();
                    if (isThere) {
                        current.add(place.key());
                    }
                }
            }
        }
        assertThat(Node.all(node.document("/" + bucket + "?list-type=2"), "Key"))
                .as("the listing, %s", when)
                .extracting(Element::getTextContent)
                .containsExactlyElementsOf(current);
    }

    /** Every upload that was told of is there with all its parts; others are aborted. */
    private void checkUploads(String bucket) throws IOException, InterruptedException {
        Map<String, Place> listed = new HashMap<>();
        for (Element each : Node.all(node.document("/" + bucket + "?uploads"), "Upload")) {
            listed.put(Node.first(each, "UploadId"), new Place(bucket, Node.first(each, "Key")));
        }
        for (Writer writer : writers) {
            Ledger ledger = writer.ledger();
            for (String id : List.copyOf(ledger.uploads().keySet())) {
                Upload upload = ledger.upload(id);
                if (upload.place().bucket().equals(bucket)) {
                    checkUpload(ledger, id, Optional.ofNullable(listed.remove(id)));
                }
            }
            ledger.opening().ifPresent(place -> {
                Optional<String> untold = listed.entrySet().stream()
                        .filter(each -> each.getValue().equals(place))
                        .map(Map.Entry::getKey)
                        .findFirst();
                untold.ifPresent(id -> abort(place, id));
                untold.ifPresent(listed::remove);
            });
        }
        assertThat(listed).as("uploads that nobody opened, %s", when).isEmpty();
    }

    private void checkUpload(Ledger ledger, String id, Optional<Place> listed)
            throws IOException, InterruptedException {
        Upload upload = ledger.upload(id);
        List<Version> versions = ledger.at(upload.place());
        boolean isCompleted = versions.stream()
                .anyMatch(each -> each.contents().seed() == upload.contents().seed());
        if (listed.isEmpty()) {
            // Completed or aborted, and nobody was told.
            assertThat(ledger.ending())
                    .as("%s: %s is gone, its object is there: %s", when, upload, isCompleted)
                    .contains(new Ledger.Ending(id, isCompleted));
            ledger.ended(id);
            return;
        }
        assertThat(isCompleted)
                .as("%s: %s has made its object, and is open", when, upload)
                .isFalse();
        Map<Integer, String> parts = new TreeMap<>();
        for (Element each : Node.all(node.document(upload.place().path() + "?uploadId=" + id), "Part")) {
            int number = Integer.parseInt(Node.first(each, "PartNumber"));
            assertThat(Long.parseLong(Node.first(each, "Size")))
                    .as("%s: part %s of %s", when, number, upload)
                    .isEqualTo(upload.sizeBytes(number));
            parts.put(number, Node.first(each, "ETag"));
        }
        assertThat(parts).as("%s: parts of %s", when, upload).containsAllEntriesOf(upload.tags());
    }

    private void abort(Place place, String id) {
        try {
            var _ = node.delete(place.path() + "?uploadId=" + id);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The usage figures are what counting everything gives. */
    private void checkUsage(String bucket) throws IOException, InterruptedException {
        Census census = new Census(new TreeMap<>(Map.of(
                "objects", 0L, "versions", 0L, "deleteMarkers", 0L, "bytes", 0L, "uploads", 0L, "uploadBytes", 0L)));
        versions(bucket).values().forEach(each -> {
            census.add("objects", each.getFirst().isMarker() ? 0 : 1);
            for (Seen seen : each) {
                census.add(seen.isMarker() ? "deleteMarkers" : "versions", 1);
                census.add("bytes", Math.max(0, seen.sizeBytes()));
            }
        });
        for (Element each : Node.all(node.document("/" + bucket + "?uploads"), "Upload")) {
            census.add("uploads", 1);
            String path = "/" + bucket + "/" + Node.first(each, "Key") + "?uploadId=" + Node.first(each, "UploadId");
            for (Element part : Node.all(node.document(path), "Part")) {
                census.add("uploadBytes", Long.parseLong(Node.first(part, "Size")));
            }
        }
        Map<String, Long> told = new TreeMap<>();
        String figures = node.management("GET", "/api/v1/buckets/" + bucket);
        Matcher figure = FIGURE.matcher(figures.substring(figures.indexOf("\"usage\"")));
        while (figure.find()) {
            told.put(figure.group(1), Long.valueOf(figure.group(2)));
        }
        assertThat(told).as("usage of bucket %s, %s", bucket, when).isEqualTo(census.figures());
    }
}
