package dfs.perf.micro;

import dfs.core.auth.AccessList;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.metadata.listing.Queries;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import dfs.s3.xml.XmlWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A page of a listing from 100,000 keys in RocksDB: flat, folded, and written as XML. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ListingBenchmark {

    private static final int KEYS = 100_000;
    private static final int KEYS_PER_COMMAND = 1000;
    private static final BucketName BUCKET = new BucketName("bucket");

    private Path folder;
    private RocksStore store;
    private List<Query.ListedObject> page;

    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("listing");
        store = new RocksStore(folder);
        store.write(index -> Rules.apply(
                index, List.of(new Mutation.CreateBucket(BUCKET, "owner", "us-east-1", AccessList.PRIVATE)), 0));
        for (int first = 0; first < KEYS; first += KEYS_PER_COMMAND) {
            List<Mutation<?>> puts = new ArrayList<>();
            for (int key = first; key < first + KEYS_PER_COMMAND; key++) {
                puts.add(put("folder-%02d/key-%06d.dat".formatted(key / KEYS_PER_COMMAND, key)));
            }
            store.write(index -> Rules.apply(index, puts, 0));
        }
        store.flush();
        page = flatPage().entries();
    }

    private static Mutation<?> put(String key) {
        return new Mutation.PutObject(
                BUCKET,
                new ObjectKey(key),
                new Mutation.NewObject(
                        "owner",
                        0,
                        "d41d8cd98f00b204e9800998ecf8427e",
                        ObjectMetadata.NONE,
                        new TreeMap<>(),
                        Optional.empty()),
                Content.Inline.EMPTY,
                0,
                Preconditions.NONE);
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Benchmark
    public Query.Listing<Query.ListedObject> flatPage() {
        return list(new Query.ListObjects(BUCKET, "", "", "folder-50/", Query.PAGE_MAX));
    }

    @Benchmark
    public Query.Listing<Query.ListedObject> foldedPage() {
        return list(new Query.ListObjects(BUCKET, "", "/", "", Query.PAGE_MAX));
    }

    private Query.Listing<Query.ListedObject> list(Query.ListObjects query) {
        return store.read(index -> new Queries(index).answer(query));
    }

    @Benchmark
    public byte[] xmlOfAPage() {
        XmlWriter xml = XmlWriter.document("ListBucketResult");
        for (Query.ListedObject object : page) {
            xml.open("Contents")
                    .key("Key", object.key().text(), false)
                    .time("LastModified", object.modifiedMillis())
                    .etag("ETag", object.etag())
                    .number("Size", object.sizeBytes())
                    .text("StorageClass", ObjectMetadata.STANDARD)
                    .close();
        }
        return xml.finish();
    }
}
