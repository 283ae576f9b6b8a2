package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very many uploads that nobody ends, and very many keys that go while they are listed. */
class ManyKeysIT {

    private static final int UPLOADS = Integer.getInteger("abuse.uploads", 2_000);
    private static final int KEYS = Integer.getInteger("abuse.keys", 10_000);
    private static final int CLIENTS = 16;
    private static final int PAGE = 1_000;
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

    @TempDir
    private Path folder;

    @Test
    void uploadsThatNobodyEndsAreListedPageByPage() throws Exception {
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node)) {
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("PUT", "/forgotten").status()).isEqualTo(200);
            }
            node.report("before the uploads");
            long before = node.rssMiB();
            split(
                    node,
                    UPLOADS,
                    (wire, number) -> assertThat(wire.ask("POST", "/forgotten/" + name(number) + "?uploads")
                                    .status())
                            .isEqualTo(200));
            node.report(UPLOADS + " forgotten uploads");
            List<String> listed = new ArrayList<>();
            try (Wire wire = node.connect()) {
                String marker = "";
                boolean isMore = true;
                while (isMore) {
                    Wire.Reply page = wire.ask("GET", "/forgotten?uploads" + marker);
                    listed.addAll(keys(page));
                    isMore = page.text().contains("<IsTruncated>true</IsTruncated>");
                    if (isMore) {
                        marker = "&key-marker=" + page.between("<NextKeyMarker>", "</NextKeyMarker>")
                                + "&upload-id-marker="
                                + page.between("<NextUploadIdMarker>", "</NextUploadIdMarker>");
                    }
                }
            }
            assertThat(listed).hasSize(UPLOADS).isSorted().doesNotHaveDuplicates();
            assertThat(node.metric("dfs_uploads")).isEqualTo(UPLOADS);
            node.report("after they were listed");
            assertThat(node.rssMiB() - before).isLessThan(400);
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
        }
    }

    @Test
    void aBucketThatIsEmptiedWhileItIsListedIsListedInOrderAndEndsEmpty() throws Exception {
        AtomicBoolean isEmptied = new AtomicBoolean();
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("PUT", "/emptied").status()).isEqualTo(200);
            }
            split(
                    node,
                    KEYS,
                    (wire, number) -> assertThat(wire.ask("PUT", "/emptied/" + name(number), "x")
                                    .status())
                            .isEqualTo(200));
            node.report(KEYS + " keys");
            long before = node.rssMiB();
            Callable<Integer> lister = () -> {
                int listings = 0;
                try (Wire wire = node.connect()) {
                    while (!isEmptied.get()) {
                        assertThat(list(wire)).isSorted().doesNotHaveDuplicates();
                        listings++;
                    }
                    assertThat(list(wire)).isEmpty();
                }
                return listings;
            };
            List<Future<Integer>> listers = List.of(threads.submit(lister), threads.submit(lister));
            try {
                split(node, KEYS / PAGE, (wire, page) -> deletePage(wire, page));
            } finally {
                isEmptied.set(true);
            }
            for (Future<Integer> each : listers) {
                assertThat(each.get()).isPositive();
            }
            node.report(KEYS + " keys deleted while listed");
            assertThat(node.rssMiB() - before).isLessThan(300);
            try (Wire wire = node.connect()) {
                assertThat(wire.ask("DELETE", "/emptied").status()).isEqualTo(204);
            }
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
        }
    }

    private static void deletePage(Wire wire, int page) throws IOException {
        StringBuilder document = new StringBuilder("<Delete><Quiet>true</Quiet>");
        for (int i = page * PAGE; i < (page + 1) * PAGE; i++) {
            document.append("<Object><Key>").append(name(i)).append("</Key></Object>");
        }
        Wire.Reply reply = wire.ask(
                "POST",
                "/emptied?delete",
                document.append("</Delete>").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).doesNotContain("<Error>");
    }

    private static List<String> list(Wire wire) throws IOException {
        List<String> all = new ArrayList<>();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            Wire.Reply page = wire.ask("GET", "/emptied?list-type=2" + token.get());
            assertThat(page.status()).isEqualTo(200);
            all.addAll(keys(page));
            token = page.text().contains("<IsTruncated>true</IsTruncated>")
                    ? Optional.of("&continuation-token="
                            + java.net.URLEncoder.encode(
                                    page.between("<NextContinuationToken>", "</NextContinuationToken>"),
                                    java.nio.charset.StandardCharsets.UTF_8))
                    : Optional.empty();
        }
        return all;
    }

    private static List<String> keys(Wire.Reply page) {
        return KEY.matcher(page.text())
                .results()
                .map((MatchResult key) -> key.group(1))
                .toList();
    }

    private static String name(int number) {
        return String.format("key-%07d", number);
    }

    private interface Step {
        void take(Wire wire, int number) throws IOException;
    }

    /** Takes a step for each number, by several clients at a time. */
    private static void split(AbusedNode node, int count, Step step) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(threads.submit(() -> {
                    try (Wire wire = node.connect()) {
                        for (int number = first; number < count; number += CLIENTS) {
                            step.take(wire, number);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }
}
