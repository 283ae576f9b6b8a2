package dfs.metadata.model;

import dfs.core.Bytes;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.Versioning;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.CompletedPart;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Preconditions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/** Thinks up mutations at random, mostly ones that have something to work on. */
final class Wishes {

    private static final String[] PIECES = {
        "a", "b", "/", "//", "\0", "\1", "\u00ff", "\uffff", "\ud83d\ude00", ".", "..", " ", "a/b", "\0\0", "\0\1"
    };
    private static final long MIB = 1L << 20;

    private final Random random;
    private final NaiveBuckets model;
    private long blobs;

    Wishes(Random random, NaiveBuckets model) {
        this.random = random;
        this.model = model;
    }

    String text(int piecesMax) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(piecesMax + 1); left > 0; left--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    String bucketName() {
        return random.nextInt(4) == 0 ? "second" : "first";
    }

    String key(String bucket) {
        NaiveBuckets.Bucket there = model.buckets.get(bucket);
        if (there != null && !there.keys.isEmpty() && random.nextInt(3) > 0) {
            return pick(List.copyOf(there.keys.keySet()));
        }
        String key = text(3);
        return key.isEmpty() ? "k" : key;
    }

    Mutation<?> next() {
        String bucket = bucketName();
        BucketName name = new BucketName(bucket);
        if (!model.buckets.containsKey(bucket)) {
            return new Mutation.CreateBucket(name, "owner", "");
        }
        ObjectKey key = new ObjectKey(key(bucket));
        int dice = random.nextInt(100);
        if (dice < 30) {
            return put(name, key);
        }
        if (dice < 40) {
            return new Mutation.DeleteObject(name, key, Optional.empty(), conditions(bucket, key.text()));
        }
        if (dice < 58) {
            return new Mutation.DeleteObject(name, key, Optional.of(version(bucket, key.text())), Preconditions.NONE);
        }
        if (dice < 64) {
            return copy(name, key);
        }
        if (dice < 68) {
            Optional<VersionId> version =
                    random.nextBoolean() ? Optional.empty() : Optional.of(version(bucket, key.text()));
            return new Mutation.SetObjectTags(name, key, version, new TreeMap<>(Map.of("tag", text(2))));
        }
        if (dice < 72) {
            return new Mutation.SetVersioning(name, random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED);
        }
        if (dice < 73) {
            return new Mutation.DeleteBucket(name);
        }
        return multipart(bucket, name, key);
    }

    private Mutation<?> multipart(String bucket, BucketName name, ObjectKey key) {
        Map<Long, NaiveBuckets.Upload> open = model.bucket(bucket).uploads;
        int dice = random.nextInt(10);
        if (open.isEmpty() || dice < 2) {
            return new Mutation.CreateUpload(
                    name,
                    key,
                    "owner",
                    ObjectMetadata.NONE,
                    new TreeMap<>(),
                    Optional.empty(),
                    dfs.core.checksum.ChecksumType.COMPOSITE);
        }
        long id = pick(List.copyOf(open.keySet()));
        NaiveBuckets.Upload upload = model.bucket(bucket).upload(new UploadId(id));
        ObjectKey itsKey = new ObjectKey(upload.key());
        if (dice < 7) {
            BlobId blob = newBlob();
            return new Mutation.PutPart(
                    name,
                    itsKey,
                    new UploadId(id),
                    1 + random.nextInt(4),
                    (random.nextInt(8) == 0 ? 1 : 5) * MIB,
                    etag(blob),
                    Optional.empty(),
                    new Content.Blob(blob),
                    0);
        }
        if (dice < 9) {
            List<CompletedPart> parts = new ArrayList<>();
            upload.parts().forEach((number, part) -> {
                if (random.nextInt(4) > 0) {
                    parts.add(new CompletedPart(number, part.etag(), Optional.empty()));
                }
            });
            return new Mutation.CompleteUpload(
                    name,
                    itsKey,
                    new UploadId(id),
                    parts,
                    Optional.empty(),
                    OptionalLong.empty(),
                    conditions(bucket, itsKey.text()));
        }
        return new Mutation.AbortUpload(name, itsKey, new UploadId(id));
    }

    private Mutation.PutObject put(BucketName bucket, ObjectKey key) {
        BlobId blob = newBlob();
        boolean isInline = random.nextInt(3) == 0;
        int sizeBytes = random.nextInt(isInline ? 300 : 1000);
        Content content = isInline ? new Content.Inline(inline(etag(blob), sizeBytes)) : new Content.Blob(blob);
        return new Mutation.PutObject(
                bucket, key, object(sizeBytes, etag(blob)), content, 0, conditions(bucket.text(), key.text()));
    }

    private Mutation<?> copy(BucketName bucket, ObjectKey key) {
        String from = model.buckets.containsKey("second") && random.nextBoolean() ? "second" : bucket.text();
        String source = key(from);
        List<NaiveBuckets.Version> versions =
                model.buckets.containsKey(from) ? model.bucket(from).versions(source) : List.of();
        long revision = versions.isEmpty() ? 1 : pick(versions).revision();
        return new Mutation.CopyObject(
                new BucketName(from),
                new ObjectKey(source),
                revision,
                bucket,
                key,
                object(0, ""),
                conditions(bucket.text(), key.text()));
    }

    private Preconditions conditions(String bucket, String key) {
        List<String> etags = model.buckets.containsKey(bucket)
                ? model.bucket(bucket)
                        .live(key)
                        .map(NaiveBuckets.Version::etag)
                        .map(List::of)
                        .orElse(List.of("none"))
                : List.of("none");
        return switch (random.nextInt(20)) {
            case 0 -> new Preconditions(etags, List.of(), OptionalLong.empty(), OptionalLong.empty());
            case 1 -> new Preconditions(List.of(), List.of("*"), OptionalLong.empty(), OptionalLong.empty());
            case 2 -> new Preconditions(List.of("other", "*"), List.of(), OptionalLong.empty(), OptionalLong.empty());
            case 3 -> new Preconditions(List.of(), etags, OptionalLong.empty(), OptionalLong.empty());
            default -> Preconditions.NONE;
        };
    }

    private VersionId version(String bucket, String key) {
        List<NaiveBuckets.Version> versions = model.bucket(bucket).versions(key);
        return switch (random.nextInt(8)) {
            case 0 -> VersionId.NULL;
            case 1 -> new VersionId(1_000_000);
            default -> versions.isEmpty() ? VersionId.NULL : pick(versions).id();
        };
    }

    private static NewObject object(long sizeBytes, String etag) {
        return new NewObject("owner", sizeBytes, etag, ObjectMetadata.NONE, new TreeMap<>(), Optional.empty());
    }

    /** The bytes of an object of this tag and size that is kept inline. */
    static Bytes inline(String etag, long sizeBytes) {
        return Bytes.wrap(etag.repeat(10).substring(0, (int) sizeBytes).getBytes(StandardCharsets.US_ASCII));
    }

    private BlobId newBlob() {
        return new BlobId(7, ++blobs);
    }

    private static String etag(BlobId blob) {
        return blob.toString();
    }

    <E> E pick(List<E> from) {
        return from.get(random.nextInt(from.size()));
    }
}
