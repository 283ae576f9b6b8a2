package dfs.conformance;

import dfs.core.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A request that is sent byte for byte as it is described here, signed by its caller unless told otherwise. */
final class Request {

    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    static final String SIGNED_CHUNKS_AND_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    static final String PLAIN_CHUNKS_AND_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    private static final String NOTHING = Caller.sha256(new byte[0]);

    private final URI endpoint;
    private final String method;
    private final String path;
    private final List<String> parameters = new ArrayList<>();
    private final TreeMap<String, String> headers = new TreeMap<>();
    private final TreeMap<String, String> trailers = new TreeMap<>();
    private byte[] body = new byte[0];
    private Optional<Caller> caller;
    private Optional<String> payload = Optional.empty();
    private Instant time = Instant.now();
    private int chunkBytes;

    /** A request for a path that is encoded already. */
    Request(URI endpoint, Optional<Caller> caller, String method, String path) {
        this.endpoint = endpoint;
        this.caller = caller;
        this.method = method;
        this.path = path;
        headers.put("host", endpoint.getAuthority());
    }

    @CanIgnoreReturnValue
    Request query(String name) {
        parameters.add(Caller.percent(name));
        return this;
    }

    @CanIgnoreReturnValue
    Request query(String name, String value) {
        parameters.add(Caller.percent(name) + "=" + Caller.percent(value));
        return this;
    }

    @CanIgnoreReturnValue
    Request header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    /** Sends a header not at all that was signed. */
    @CanIgnoreReturnValue
    Request withoutHeader(String name) {
        headers.remove(name);
        return this;
    }

    @CanIgnoreReturnValue
    Request body(String text) {
        return body(Caller.utf8(text));
    }

    @CanIgnoreReturnValue
    Request body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    @CanIgnoreReturnValue
    Request as(Caller other) {
        caller = Optional.of(other);
        return this;
    }

    @CanIgnoreReturnValue
    Request anonymously() {
        caller = Optional.empty();
        return this;
    }

    @CanIgnoreReturnValue
    Request at(Instant other) {
        time = other;
        return this;
    }

    /** Says something else of the body than its hash. */
    @CanIgnoreReturnValue
    Request payload(String value) {
        payload = Optional.of(value);
        return this;
    }

    /** Sends the body in chunks of this size, in the encoding that the payload names. */
    @CanIgnoreReturnValue
    Request chunks(String encoding, int size) {
        payload = Optional.of(encoding);
        chunkBytes = size;
        return header("content-encoding", "aws-chunked").header("x-amz-decoded-content-length", "" + body.length);
    }

    /** Adds a header after the last chunk. */
    @CanIgnoreReturnValue
    Request trailer(String name, String value) {
        trailers.put(name, value);
        return header("x-amz-trailer", String.join(",", trailers.keySet()));
    }

    /** Signs in the query, for as long as given, and by no header. */
    @CanIgnoreReturnValue
    Request presign(long seconds) {
        Caller signer = caller.orElseThrow();
        SortedMap<String, String> signed = new TreeMap<>(headers);
        query("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        query("X-Amz-Credential", signer.accessKey() + "/" + Caller.scope(time));
        query("X-Amz-Date", Caller.timestamp(time));
        query("X-Amz-Expires", "" + seconds);
        query("X-Amz-SignedHeaders", String.join(";", signed.keySet()));
        return query("X-Amz-Signature", signer.signature(method, path, parameters, signed, UNSIGNED, time))
                .anonymously();
    }

    Reply send() {
        try (Connection connection = new Connection(endpoint)) {
            connection.write(bytes());
            return connection.read(method);
        }
    }

    /** The bytes of the whole request. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head());
        bytes.writeBytes(encodedBody());
        return bytes.toByteArray();
    }

    /** The request line and the headers, with the empty line after them. */
    byte[] head() {
        TreeMap<String, String> sent = new TreeMap<>(headers);
        caller.ifPresent(signer -> {
            String said = payload.orElseGet(() -> Caller.sha256(body));
            sent.putIfAbsent("x-amz-content-sha256", said);
            sent.putIfAbsent("x-amz-date", Caller.timestamp(time));
            String signed = String.join(";", sent.keySet());
            sent.put(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=" + signer.accessKey() + "/" + Caller.scope(time) + ", SignedHeaders="
                            + signed + ", Signature=" + signature(signer, sent, said));
        });
        if (body.length > 0 || method.equals("PUT") || method.equals("POST")) {
            sent.putIfAbsent("content-length", "" + encodedBody().length);
        }
        StringBuilder head = new StringBuilder(method + " " + target() + " HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : sent.entrySet()) {
            head.append(header.getKey() + ": " + header.getValue() + "\r\n");
        }
        return Caller.utf8(head + "\r\n");
    }

    /** Whether a source to copy from is named. */
    boolean isCopy() {
        return headers.containsKey("x-amz-copy-source");
    }

    /** The path with the query. */
    String target() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }

    private String signature(Caller signer, SortedMap<String, String> sent, String said) {
        return signer.signature(method, path, parameters, sent, said, time);
    }

    private byte[] encodedBody() {
        if (chunkBytes == 0) {
            return body;
        }
        String said = payload.orElseThrow();
        boolean isSigned = !said.equals(PLAIN_CHUNKS_AND_TRAILER);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String previous = isSigned ? seed(said) : "";
        for (int at = 0; at <= body.length; at += chunkBytes) {
            byte[] chunk = Arrays.copyOfRange(body, at, Math.min(at + chunkBytes, body.length));
            if (chunk.length > 0) {
                previous = writeChunk(out, chunk, previous);
                out.writeBytes(Caller.utf8("\r\n"));
            }
        }
        previous = writeChunk(out, new byte[0], previous);
        StringBuilder canonical = new StringBuilder();
        trailers.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
        out.writeBytes(Caller.utf8(canonical.toString().replace("\n", "\r\n")));
        if (isSigned && !trailers.isEmpty()) {
            String signature = sign(
                    "AWS4-HMAC-SHA256-TRAILER", previous + "\n" + Caller.sha256(Caller.utf8(canonical.toString())));
            out.writeBytes(Caller.utf8("x-amz-trailer-signature:" + signature + "\r\n"));
        }
        out.writeBytes(Caller.utf8("\r\n"));
        return out.toByteArray();
    }

    /** Writes a chunk and returns its signature, empty where chunks have none. */
    private String writeChunk(ByteArrayOutputStream out, byte[] chunk, String previous) {
        String size = Integer.toHexString(chunk.length);
        String signature = previous.isEmpty()
                ? ""
                : sign("AWS4-HMAC-SHA256-PAYLOAD", previous + "\n" + NOTHING + "\n" + Caller.sha256(chunk));
        out.writeBytes(Caller.utf8(size + (signature.isEmpty() ? "" : ";chunk-signature=" + signature) + "\r\n"));
        out.writeBytes(chunk);
        return signature;
    }

    private String sign(String kind, String rest) {
        return caller.orElseThrow()
                .sign(kind + "\n" + Caller.timestamp(time) + "\n" + Caller.scope(time) + "\n" + rest, time);
    }

    private String seed(String said) {
        TreeMap<String, String> sent = new TreeMap<>(headers);
        sent.putIfAbsent("x-amz-content-sha256", said);
        sent.putIfAbsent("x-amz-date", Caller.timestamp(time));
        return signature(caller.orElseThrow(), sent, said);
    }
}
