package dfs.metadata.form;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BlobId;
import dfs.core.name.ObjectKey;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.User;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.List;

/**
 * The binary form of a command's outcomes, as they travel from the member that leads to the one that sent the command. A number tells
 * of each result what it is; numbers are never used again.
 */
public final class OutcomeForm {

    private static final int VERSION = 1;
    private static final int REFUSED_SOME_TIME = 0;
    private static final int DONE = 1;
    private static final int REFUSED = 2;

    private OutcomeForm() {}

    /** Outcomes as sent. */
    public static byte[] write(List<Outcome<?>> outcomes) {
        return new ByteWriter()
                .octet(VERSION)
                .list(outcomes, OutcomeForm::write)
                .toBytes();
    }

    /** Reads outcomes as sent. */
    public static List<Outcome<?>> read(byte[] form) {
        ByteReader in = new ByteReader(form);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException("outcomes of version " + version + " are not known");
        }
        List<Outcome<?>> outcomes = in.list(OutcomeForm::outcome);
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes stand behind the last outcome");
        }
        return outcomes;
    }

    private static void write(ByteWriter out, Outcome<?> outcome) {
        switch (outcome) {
            case Outcome.Refused<?> refused -> {
                S3Error error = refused.error();
                out.octet(REFUSED)
                        .number(refused.revision())
                        .text(error.code().name())
                        .text(error.message());
                out.list(
                        error.details().entrySet(),
                        (to, detail) -> to.text(detail.getKey()).text(detail.getValue()));
            }
            case Outcome.Done<?> done -> {
                out.octet(DONE).number(done.revision());
                writeResult(out, done.result());
            }
        }
    }

    private static Outcome<?> outcome(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case REFUSED_SOME_TIME -> new Outcome.Refused<>(refusal(in));
            case REFUSED -> {
                long revision = in.number();
                yield new Outcome.Refused<>(refusal(in), revision);
            }
            case DONE -> {
                long revision = in.number();
                yield new Outcome.Done<>(result(in), revision);
            }
            default -> throw new IllegalArgumentException("outcome of kind " + kind + " is not known");
        };
    }

    private static S3Error refusal(ByteReader in) {
        S3Error error = S3Error.of(ErrorCode.valueOf(in.text()), in.text());
        for (int left = in.integer(); left > 0; left--) {
            error = error.with(in.text(), in.text());
        }
        return error;
    }

    private static void writeResult(ByteWriter out, Object result) {
        switch (result) {
            case Mutation.Done _ -> out.octet(1);
            case BucketRecord bucket -> Records.bucket(out.octet(2), bucket);
            case ObjectRecord object ->
                ObjectForm.write(out.octet(3).text(object.key().text()), object);
            case Mutation.Deleted deleted ->
                out.octet(4)
                        .optional(deleted.versionId(), MutationForm::version)
                        .flag(deleted.isDeleteMarker());
            case UploadRecord upload -> Records.upload(out.octet(5), upload);
            case List<?> blobs -> out.octet(6).list(blobs, (to, blob) -> Records.blobId(to, (BlobId) blob));
            case Integer number -> out.octet(7).number(number);
            case User user -> Records.user(out.octet(8), user);
            case AccessKey key -> Records.accessKey(out.octet(9), key);
            default -> throw new IllegalArgumentException("a result of " + result.getClass() + " has no form");
        }
    }

    private static Object result(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case 1 -> Mutation.Done.DONE;
            case 2 -> Records.bucket(in);
            case 3 -> ObjectForm.read(new ObjectKey(in.text()), in);
            case 4 -> new Mutation.Deleted(in.optional(MutationForm::version), in.flag());
            case 5 -> Records.upload(in);
            case 6 -> in.list(Records::blobId);
            case 7 -> in.integer();
            case 8 -> Records.user(in);
            case 9 -> Records.accessKey(in);
            default -> throw new IllegalArgumentException("a result of kind " + kind + " is not known");
        };
    }
}
