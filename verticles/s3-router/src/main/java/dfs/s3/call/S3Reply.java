package dfs.s3.call;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.error.S3Error;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A reply as an operation makes it: status, headers and body. What every reply carries (request id, date, length) is added
 * where it is written. Built and read by one thread.
 */
public final class S3Reply {

    /** The content type of XML replies. */
    public static final String XML = "application/xml";

    /** The header that tells the region to sign for. */
    public static final String BUCKET_REGION = "x-amz-bucket-region";

    /** A body. */
    public sealed interface Body {

        /** No body. */
        record None() implements Body {
            private static final None NONE = new None();
        }

        /**
         * A body held in memory.
         *
         * @param bytes the body, from position to limit
         */
        record Whole(ByteBuffer bytes) implements Body {}

        /**
         * A body that is read while it is sent.
         *
         * @param object where the bytes come from; closed by who writes the reply
         */
        record Stream(ObjectStream object) implements Body {}

        /**
         * An error, in the form the client reads.
         *
         * @param error the error
         */
        record Failure(S3Error error) implements Body {}

        /**
         * The head of a body that is not sent, as HEAD answers.
         *
         * @param sizeBytes how long it would be
         */
        record Unsent(long sizeBytes) implements Body {}
    }

    private final int status;
    private final List<String> headers = new ArrayList<>(24);
    private Body body = Body.None.NONE;
    private Runnable whenTaken = () -> {};

    private S3Reply(int status) {
        this.status = status;
    }

    /** A reply of this status, without headers and body. */
    public static S3Reply of(int status) {
        return new S3Reply(status);
    }

    /** 200 OK. */
    public static S3Reply ok() {
        return new S3Reply(200);
    }

    /** 204 No Content. */
    public static S3Reply noContent() {
        return new S3Reply(204);
    }

    /** 200 OK with an XML document in UTF-8. */
    public static S3Reply xml(byte[] document) {
        return ok().xmlBody(document);
    }

    /** An error, with the status that goes with it. The region that it tells is told by a header too: a reply to HEAD has no body. */
    public static S3Reply error(S3Error error) {
        S3Reply reply = of(error.code().status()).body(new Body.Failure(error));
        String region = error.details().get("Region");
        return region == null ? reply : reply.header(BUCKET_REGION, region);
    }

    /** Adds a header. */
    @CanIgnoreReturnValue
    public S3Reply header(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    /** Sets the body to an XML document in UTF-8, with its content type. */
    @CanIgnoreReturnValue
    public S3Reply xmlBody(byte[] document) {
        return header("Content-Type", XML).body(new Body.Whole(ByteBuffer.wrap(document)));
    }

    /** Sets the body. */
    @CanIgnoreReturnValue
    public S3Reply body(Body newBody) {
        this.body = newBody;
        return this;
    }

    /** Says what to do once the client has taken the reply, or will not. */
    public void whenTaken(Runnable action) {
        this.whenTaken = action;
    }

    /** The client has taken the reply, or will not; what comes after the first time is nothing new. */
    public void taken() {
        Runnable action = whenTaken;
        whenTaken = () -> {};
        action.run();
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body. */
    public Body body() {
        return body;
    }

    /** Shows each header, in the order added. */
    public void forEachHeader(BiConsumer<String, String> reader) {
        for (int i = 0; i < headers.size(); i += 2) {
            reader.accept(headers.get(i), headers.get(i + 1));
        }
    }
}
