package dfs.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.Bytes;
import dfs.core.auth.AccessList;
import dfs.core.auth.Principal;
import dfs.core.auth.Role;
import dfs.core.checksum.ChecksumType;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.User;
import dfs.core.record.Versioning;
import dfs.metadata.MemoryEngine;
import dfs.policy.PolicyVerticle;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Read;
import dfs.protocol.web.WebOrigins;
import dfs.s3.FakeBlobs;
import dfs.s3.Foreign;
import dfs.s3.access.FormProof;
import dfs.s3.body.PayloadBody;
import dfs.s3.call.ByteSource;
import dfs.s3.call.Limits;
import dfs.s3.call.Memory;
import dfs.s3.call.QueryParameters;
import dfs.s3.call.RequestBody;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.call.Services;
import dfs.s3.chunked.ChunkedHead;
import dfs.s3.contract.BoundOperation;
import dfs.s3.contract.ContractBinder;
import dfs.s3.contract.ContractDocument;
import dfs.s3.contract.ContractOperation;
import dfs.s3.contract.S3Contract;
import dfs.s3.form.SizeRange;
import dfs.s3.operation.NotImplemented;
import dfs.s3.operation.Operations;
import dfs.s3.signature.Payload;
import dfs.s3.xml.XmlReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * <b>Goal.</b> No request is more than one that is answered or refused.
 *
 * <p><b>Method.</b> Any request of a known user goes its way from the contract to the operation, over metadata in memory
 * that begin the same each time: a bucket that keeps versions, an object, an upload with a part. Its reply must be one that
 * HTTP can carry, and its documents such as are read.
 */
class RequestFuzzTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final BucketName BUCKET = new BucketName("bkt");
    private static final ObjectKey KEY = new ObjectKey("k");
    private static final UploadId UPLOAD = new UploadId(5);
    private static final Principal.Known ADMIN =
            new Principal.Known("root", "a".repeat(64), "Root", Role.ADMIN, List.of());
    private static final FormProof PROOF = (fields, bucket, now) -> new FormProof.Proof(ADMIN, SizeRange.ANY);
    private static final S3Contract CONTRACT =
            ContractBinder.bind(ContractDocument.load(), Operations.all(PROOF), NotImplemented::new);
    private static final Addressing ADDRESSING = new Addressing(List.of("s3.example"));
    private static final AtomicReference<MemoryEngine> ENGINE = new AtomicReference<>(engine());
    private static final AtomicReference<Vertx> VERTX = new AtomicReference<>();
    private static final AtomicReference<Services> SERVICES = new AtomicReference<>();

    @BeforeAll
    static void serve() {
        Vertx vertx = Vertx.vertx();
        VERTX.set(vertx);
        Bus bus = new Bus(vertx);
        bus.serve(Address.METADATA_READ, Read.class, RequestFuzzTest::answer);
        bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> ENGINE.get().commit(commit.mutations()));
        vertx.deployVerticle(new PolicyVerticle(bus, new SimpleMeterRegistry())).await();
        SERVICES.set(new Services(
                bus,
                new FakeBlobs(),
                InstantSource.fixed(NOW),
                Layout.ONE,
                () -> BlobId.of(NOW.toEpochMilli(), 1, 1),
                new Limits(1 << 20, 5L << 30, 4 << 20),
                new Memory(),
                new WebOrigins(List.of("http://web.example")),
                "us-east-1"));
    }

    private static Object answer(Read<?> read) {
        return ENGINE.get().read(read.query(), read.consistency());
    }

    @AfterAll
    static void close() {
        VERTX.get().close().await();
    }

    private static MemoryEngine engine() {
        MemoryEngine engine = new MemoryEngine(InstantSource.fixed(NOW));
        Mutation.NewObject object = new Mutation.NewObject(
                ADMIN.id(),
                5,
                "5d41402abc4b2a76b9719d911017c592",
                ObjectMetadata.NONE,
                new TreeMap<>(),
                Optional.empty());
        Content hello = new Content.Inline(Bytes.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
        List<Outcome<?>> made = engine.commit(List.of(
                new Mutation.CreateUser(
                        new User("root", ADMIN.id(), "Root", "", Role.ADMIN, List.of(), true, NOW.toEpochMilli())),
                new Mutation.CreateBucket(BUCKET, ADMIN.id(), "us-east-1", AccessList.PRIVATE),
                new Mutation.SetVersioning(BUCKET, Versioning.ENABLED),
                new Mutation.PutObject(BUCKET, KEY, object, hello, 0, Preconditions.NONE),
                new Mutation.CreateUpload(
                        BUCKET,
                        KEY,
                        ADMIN.id(),
                        ObjectMetadata.NONE,
                        new TreeMap<>(),
                        Optional.empty(),
                        ChecksumType.FULL_OBJECT),
                new Mutation.PutPart(BUCKET, KEY, UPLOAD, 1, 5, object.etag(), Optional.empty(), hello, 0)));
        assertThat(made).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
        return engine;
    }

    @FuzzTest
    void aRequestIsAnsweredOrRefused(byte[] input) {
        Optional<Foreign.Request> sent = Foreign.request(input);
        if (sent.isPresent()) {
            ENGINE.set(engine());
            Foreign.read(() -> {
                try {
                    S3Reply reply = reply(sent.get());
                    check(reply);
                    return reply;
                } catch (S3Failure failure) {
                    byte[] body = ErrorBodies.xml(failure.error(), sent.get().uri(), "id", "host");
                    checkXml(body);
                    throw failure;
                }
            });
        }
    }

    private static S3Reply reply(Foreign.Request sent) {
        S3Request request = request(sent);
        BoundOperation operation = CONTRACT.match(request);
        Payload payload = Payload.ofUnsigned(sent.headers());
        Optional<ChunkedHead> chunked = payload instanceof Payload.Streaming
                ? Optional.of(ChunkedHead.parse(sent.headers()))
                : Optional.empty();
        RequestBody body = PayloadBody.of(wire(sent.body()), request.contentLength(), payload, chunked);
        S3Call call = new S3Call(request, ADMIN, true, body, SERVICES.get());
        try {
            operation.contract().check(request);
            if (operation.contract().security() == ContractOperation.Security.CREDENTIAL) {
                call.admit(operation.code().action(request), operation.code().resource(request));
            }
            return operation.code().answer(call);
        } finally {
            call.answered();
        }
    }

    private static S3Request request(Foreign.Request sent) {
        String rawPath = HeadReader.rawPath(sent.uri());
        String rawQuery = HeadReader.rawQuery(sent.uri());
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        sent.headers().names().forEach(name -> headers.add(name, sent.headers().all(name)));
        Addressing.Address address =
                ADDRESSING.find(Optional.ofNullable(headers.get("host")).orElse(""), rawPath);
        return new S3Request(
                "id",
                sent.method(),
                rawPath,
                rawQuery,
                address.level(),
                address.bucket(),
                address.key(),
                QueryParameters.parse(rawQuery),
                headers,
                headers.contains("transfer-encoding") ? -1 : sent.body().length,
                Consistency.STRONG,
                "127.0.0.1",
                false,
                NOW.toEpochMilli());
    }

    private static ByteSource wire(byte[] body) {
        ByteBuffer whole = ByteBuffer.wrap(body);
        return () -> {
            if (!whole.hasRemaining()) {
                return Optional.empty();
            }
            ByteBuffer next = whole.slice();
            whole.position(whole.limit());
            return Optional.of(next);
        };
    }

    private static void check(S3Reply reply) {
        assertThat(reply.status()).isBetween(200, 599);
        assertThat(reply.status()).isNotEqualTo(500);
        reply.forEachHeader((name, value) -> assertThat(
                        value.chars().allMatch(c -> c <= 0xFF && (c >= ' ' || c == '\t') && c != 0x7F))
                .as("%s: %s", name, value)
                .isTrue());
        switch (reply.body()) {
            case S3Reply.Body.Whole whole -> {
                byte[] bytes = new byte[whole.bytes().remaining()];
                whole.bytes().duplicate().get(bytes);
                if (bytes.length > 1 && bytes[0] == '<' && bytes[1] == '?') {
                    checkXml(bytes);
                }
            }
            case S3Reply.Body.Stream stream -> {
                try (var object = stream.object()) {
                    long read = 0;
                    for (var next = object.nextBytes(1 << 16); next.isPresent(); next = object.nextBytes(1 << 16)) {
                        read += next.get().remaining();
                    }
                    assertThat(read).isEqualTo(object.sizeBytes());
                }
            }
            case S3Reply.Body.Failure failure -> checkXml(ErrorBodies.xml(failure.error(), "/", "id", "host"));
            case S3Reply.Body.None none -> assertThat(none).isNotNull();
            case S3Reply.Body.Unsent unsent -> assertThat(unsent.sizeBytes()).isNotNegative();
        }
    }

    /** A document that this node writes is one that it would read. */
    private static void checkXml(byte[] document) {
        String text = new String(document, StandardCharsets.UTF_8);
        int from = text.indexOf('<', 1) + 1;
        int to = from;
        while (Character.isLetter(text.charAt(to))) {
            to++;
        }
        try {
            assertThat(XmlReader.read(document, text.substring(from, to))).isNotNull();
        } catch (S3Failure unreadable) {
            throw new AssertionError(text, unreadable);
        }
    }

    /** A host, and in the next line a URI. */
    @FuzzTest
    void aUriIsTakenApartOrRefused(byte[] input) {
        String text = Foreign.text(input);
        int line = text.indexOf('\n');
        String uri = text.substring(line + 1);
        if (line < 0 || uri.isEmpty() || uri.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            return;
        }
        String rawPath = HeadReader.rawPath(uri);
        String rawQuery = HeadReader.rawQuery(uri);
        String behind = rawQuery.isEmpty() && !uri.endsWith("?") ? "" : "?" + rawQuery;
        assertThat(uri.endsWith(rawPath + behind) || (rawPath.equals("/") && uri.endsWith(behind)))
                .isTrue();
        Foreign.read(() -> ADDRESSING.find(text.substring(0, line), rawPath))
                .value()
                .filter(address -> address.bucket().isPresent())
                .ifPresent(address -> {
                    String again = '/'
                            + address.bucket().orElseThrow().text()
                            + address.key()
                                    .map(key -> '/' + encoded(key.text()))
                                    .orElse("");
                    assertThat(ADDRESSING.find("localhost", again)).isEqualTo(address);
                });
        Foreign.read(() -> QueryParameters.parse(rawQuery)).value().ifPresent(query -> {
            StringBuilder again = new StringBuilder();
            query.all()
                    .forEach(parameter -> again.append('&')
                            .append(encoded(parameter.name()))
                            .append('=')
                            .append(encoded(parameter.value())));
            assertThat(QueryParameters.parse(again.toString()).all()).isEqualTo(query.all());
        });
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
