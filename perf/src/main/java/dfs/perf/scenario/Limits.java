package dfs.perf.scenario;

import dfs.perf.client.Endpoint;
import dfs.perf.client.PayloadMode;
import dfs.perf.client.Request;
import dfs.perf.limit.BareIndex;
import dfs.perf.limit.BareServerProcess;
import dfs.perf.limit.Disk;
import dfs.perf.limit.Hashing;
import dfs.perf.load.Load;
import dfs.perf.load.Measured;
import dfs.perf.load.Turn;
import dfs.perf.report.Figure;
import dfs.perf.report.Figure.Limit;
import dfs.perf.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The limits of the machine, each measured when the first figure needs it, and kept. They stand among the figures. */
final class Limits implements AutoCloseable {

    private static final int INDEX_ROWS = 1_000_000;

    private final Path folder;
    private final Settings settings;
    private final Figures figures;
    private final int copies;
    private Optional<BareServerProcess> bareServer = Optional.empty();

    /**
     * Of this machine.
     *
     * @param folder on the disk that the server writes to, where that is known
     * @param copies how many of everything that disk takes
     */
    Limits(Path folder, Settings settings, Figures figures, int copies) {
        this.copies = copies;
        this.folder = folder;
        this.settings = settings;
        this.figures = figures;
    }

    /** Records of this size per second, {@code group} of them to one fdatasync, in as many copies as the disk takes. */
    Limit synced(Size size, int group) throws IOException {
        String name = "fdatasync-" + size.label() + "-x" + group;
        return shared(kept(
                name,
                () -> Figure.rate(
                        name,
                        "records",
                        size.bytes(),
                        new Disk(folder).syncedRecordsPerSecond((int) size.bytes(), group, settings.limitTime()))));
    }

    private Limit shared(Limit limit) {
        return copies == 1 ? limit : new Limit(limit.name() + " / " + copies, limit.perSecond() / copies);
    }

    /** What bounds the upload of large objects: the MD5 of one core or the disk, whichever is less. */
    Limit upload(Size size) throws IOException {
        double md5 = md5() / size.bytes();
        Limit disk = shared(new Limit("disk", diskBytes() / size.bytes()));
        return md5 <= disk.perSecond() ? new Limit("md5, one core", md5) : disk;
    }

    /** All that need no server. */
    void measureAll() throws IOException {
        for (String algorithm : List.of("MD5", "SHA-256")) {
            var _ = hash(algorithm);
        }
        for (int group : List.of(1, 16, 64)) {
            var _ = synced(Size.KIB_4, group);
        }
        var _ = diskBytes();
        var _ = index();
    }

    private double md5() throws IOException {
        return hash("MD5");
    }

    /** Bytes per second of one core. */
    private double hash(String algorithm) throws IOException {
        String name = algorithm.toLowerCase(Locale.ROOT);
        double mib = kept(
                        name,
                        () -> Figure.rate(
                                name,
                                "MiB",
                                1 << 20,
                                Hashing.bytesPerSecond(algorithm, settings.limitTime()) / (1 << 20)))
                .perSecond();
        return mib * (1 << 20);
    }

    private double diskBytes() throws IOException {
        double mib = kept(
                        "disk-write",
                        () -> Figure.rate(
                                "disk-write",
                                "MiB",
                                1 << 20,
                                new Disk(folder).syncedBytesPerSecond(Size.MIB_64.bytes(), settings.limitTime())
                                        / (1 << 20)))
                .perSecond();
        return mib * (1 << 20);
    }

    /** Rows per second of a bare cursor. */
    Limit index() throws IOException {
        return kept("rocksdb-iterate", () -> {
            Path index = Files.createTempDirectory(folder, "index");
            return Figure.rate("rocksdb-iterate", "keys", 0, new BareIndex(index).rowsPerSecond(INDEX_ROWS));
        });
    }

    /** A bare web server that gives the same bytes: from memory up to 4 KiB, by sendFile above. */
    Limit bare(Size size, int connections) throws IOException, InterruptedException {
        String name = "bare-" + size.label();
        Optional<Figure> known = figures.find(name, connections);
        Figure figure = known.isPresent() ? known.get() : measureBare(name, size, connections);
        return new Limit(size == Size.KIB_4 ? "bare server" : "bare sendFile", figure.perSecond());
    }

    private Figure measureBare(String name, Size size, int connections) throws IOException, InterruptedException {
        BareServerProcess server = bareServer();
        Endpoint endpoint = server.endpoint();
        Request request = Request.get((size == Size.KIB_4 ? "/bytes/" : "/file/") + size.bytes());
        Measured measured = new Load(List.of(endpoint), PayloadMode.UNSIGNED, List.of(server.process()))
                .run(
                        connections,
                        index -> connection -> Optional.of(Turn.Done.one(connection.exchange(request))),
                        settings.span());
        Figure figure = Figure.of(name, "requests", size.bytes(), measured);
        figures.add(figure);
        return figure;
    }

    private BareServerProcess bareServer() throws IOException {
        if (bareServer.isEmpty()) {
            bareServer = Optional.of(BareServerProcess.start(
                    folder, Size.measured().stream().map(Size::bytes).toList()));
        }
        return bareServer.get();
    }

    private interface Measure {
        Figure take() throws IOException;
    }

    private Limit kept(String name, Measure measure) throws IOException {
        Optional<Figure> known = figures.find(name, 0);
        if (known.isPresent()) {
            return new Limit(name, known.get().perSecond());
        }
        Figure figure = measure.take();
        figures.add(figure);
        return new Limit(name, figure.perSecond());
    }

    @Override
    public void close() {
        bareServer.ifPresent(BareServerProcess::close);
    }
}
