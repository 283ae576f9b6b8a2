package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.s3.body.Documents;
import dfs.s3.call.ClientNames;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.DeleteDocument;
import dfs.s3.xml.XmlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes up to 1,000 objects or versions. Each is allowed or refused, and answered, on its own.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">DeleteObjects</a>
 */
public final class DeleteObjects implements Operation {

    /** What became of one entry. */
    private record Answer(DeleteDocument.Entry entry, Outcome<Mutation.Deleted> outcome) {}

    /** The bucket itself is only looked at; each deletion is authorised by itself. */
    @Override
    public Action action(S3Request request) {
        return Action.HEAD_BUCKET;
    }

    @Override
    public S3Reply answer(S3Call call) {
        DeleteDocument document = DeleteDocument.parse(Documents.readGuarded(call));
        List<Answer> answers = delete(call, document.entries());
        XmlWriter xml = XmlWriter.document("DeleteResult");
        if (!document.isQuiet()) {
            for (Answer answer : answers) {
                if (answer.outcome() instanceof Outcome.Done<Mutation.Deleted> done) {
                    writeDeleted(xml, answer.entry(), done.result());
                }
            }
        }
        for (Answer answer : answers) {
            if (answer.outcome() instanceof Outcome.Refused<Mutation.Deleted> refused) {
                writeError(xml, answer.entry(), refused.error());
            }
        }
        return S3Reply.xml(xml.finish());
    }

    private static List<Answer> delete(S3Call call, List<DeleteDocument.Entry> entries) {
        List<Optional<S3Error>> refusals = new ArrayList<>(entries.size());
        List<Mutation.DeleteObject> mutations = new ArrayList<>(entries.size());
        for (DeleteDocument.Entry entry : entries) {
            try {
                mutations.add(mutation(call, entry));
                refusals.add(Optional.empty());
            } catch (S3Failure refusal) {
                refusals.add(Optional.of(refusal.error()));
            }
        }
        List<Outcome<Mutation.Deleted>> outcomes = mutations.isEmpty() ? List.of() : call.commitAll(mutations);
        List<Answer> answers = new ArrayList<>(entries.size());
        int next = 0;
        for (int i = 0; i < entries.size(); i++) {
            Optional<S3Error> refusal = refusals.get(i);
            answers.add(new Answer(
                    entries.get(i), refusal.isPresent() ? new Outcome.Refused<>(refusal.get()) : outcomes.get(next++)));
        }
        return answers;
    }

    private static Mutation.DeleteObject mutation(S3Call call, DeleteDocument.Entry entry) {
        if (entry.key().isEmpty()) {
            throw new S3Failure(ErrorCode.INVALID_ARGUMENT, "A key must not be empty.");
        }
        ObjectKey key = ClientNames.objectKey(entry.key());
        Optional<VersionId> versionId = entry.versionId()
                .map(text -> VersionId.parse(text).orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_VERSION)));
        call.authorize(
                versionId.isPresent() ? Action.DELETE_OBJECT_VERSION : Action.DELETE_OBJECT,
                Resource.of(call.request().bucketName(), key.text()));
        List<String> ifMatch = entry.etag().map(List::of).orElse(List.of());
        Preconditions preconditions = ifMatch.isEmpty()
                        && entry.modifiedMillis().isEmpty()
                        && entry.sizeBytes().isEmpty()
                ? Preconditions.NONE
                : new Preconditions(ifMatch, List.of(), entry.modifiedMillis(), entry.sizeBytes());
        return new Mutation.DeleteObject(call.request().bucketName(), key, versionId, preconditions);
    }

    private static void writeDeleted(XmlWriter xml, DeleteDocument.Entry entry, Mutation.Deleted deleted) {
        xml.open("Deleted").text("Key", entry.key());
        entry.versionId().ifPresent(version -> xml.text("VersionId", version));
        if (deleted.isDeleteMarker()) {
            xml.flag("DeleteMarker", true);
            deleted.versionId().ifPresent(version -> xml.text("DeleteMarkerVersionId", version.text()));
        }
        xml.close();
    }

    private static void writeError(XmlWriter xml, DeleteDocument.Entry entry, S3Error error) {
        xml.open("Error").text("Key", entry.key());
        entry.versionId().ifPresent(version -> xml.text("VersionId", version));
        xml.text("Code", error.code().code()).text("Message", error.message()).close();
    }
}
