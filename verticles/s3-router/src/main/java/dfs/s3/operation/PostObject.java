package dfs.s3.operation;

import dfs.core.auth.AccessList;
import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import dfs.s3.access.FormProof;
import dfs.s3.body.DeclaredDigests;
import dfs.s3.body.Intake;
import dfs.s3.call.ClientNames;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.form.FormBody;
import dfs.s3.form.FormFields;
import dfs.s3.form.PostAnswer;
import dfs.s3.headers.HeaderText;
import dfs.s3.headers.MetadataHeaders;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.xml.TagSet;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes an object from a form that a browser sends. Who sends it is proven by the policy that the form carries, so the fields
 * are read before anything is allowed.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST Object</a>
 */
final class PostObject implements Operation {

    private static final List<String> STORAGE_CLASSES =
            List.of("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR");

    private final FormProof forms;

    /** An operation that has forms proven by {@code forms}. */
    PostObject(FormProof forms) {
        this.forms = forms;
    }

    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        String bucket = request.bucketName().text();
        FormBody body = new FormBody(request.header("Content-Type").orElse(""), call.body());
        FormFields fields = body.readFields();
        ObjectKey key = ClientNames.objectKey(fields.key());
        FormProof.Proof proof = forms.prove(fields, bucket, Instant.ofEpochMilli(request.receivedMillis()));
        call.identify(proof.principal());
        call.admit(Action.PUT_OBJECT, Resource.of(request.bucketName(), key.text()));
        S3Request form = asHeaders(request, fields, key);
        checkImplemented(form);
        SortedMap<String, String> tags = tags(call, fields, key);

        Intake.Taken taken = Intake.takeFile(
                body, DeclaredDigests.of(form), proof.sizes()::checkGrowing, proof.sizes()::check, call);

        Mutation.NewObject object = new Mutation.NewObject(
                call.ownerId(),
                taken.sizeBytes(),
                taken.md5Hex(),
                MetadataHeaders.read(form).withAccessList(accessList(call, form)),
                tags,
                taken.checksum());
        ObjectRecord written = call.commit(new Mutation.PutObject(
                request.bucketName(), key, object, taken.content(), call.admittedRevision(), Preconditions.NONE));
        return reply(call, fields, written);
    }

    private static S3Reply reply(S3Call call, FormFields fields, ObjectRecord written) {
        String bucket = call.request().bucketName().text();
        String key = written.key().text();
        PostAnswer answer = PostAnswer.of(fields, bucket, key, written.etag(), url(call.request(), key));
        S3Reply reply = S3Reply.of(answer.status())
                .header("ETag", VersionHeaders.quoted(written.etag()))
                .header("Location", answer.location());
        VersionHeaders.writeMade(reply, call.bucket(), written.versionId());
        written.checksum().ifPresent(checksum -> VersionHeaders.writeChecksum(reply, checksum));
        return answer.body().length() == 0 ? reply : reply.xmlBody(answer.body().array());
    }

    /** The form's fields as the headers of a request that puts the object, which is what they stand for. */
    private static S3Request asHeaders(S3Request request, FormFields fields, ObjectKey key) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (FormFields.Field field : fields.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals("acl") || name.startsWith("x-amz-") || MetadataHeaders.SYSTEM.contains(name)) {
                headers.add(name.equals("acl") ? "x-amz-acl" : name, HeaderText.value(name, field.value()));
            }
        }
        return request.ofObject(key, headers);
    }

    private static void checkImplemented(S3Request form) {
        for (String name : form.headers().names()) {
            boolean isImplemented = !name.startsWith("x-amz-server-side-encryption")
                    && !name.startsWith("x-amz-object-lock")
                    && !name.startsWith("x-amz-grant-");
            if (!isImplemented) {
                throw S3Error.of(
                                ErrorCode.NOT_IMPLEMENTED,
                                "A field implies functionality that is not implemented: " + name)
                        .with("Header", name)
                        .failure();
            }
        }
        Optional<String> storageClass = form.header("x-amz-storage-class");
        if (storageClass.isPresent() && !STORAGE_CLASSES.contains(storageClass.get())) {
            throw new S3Failure(ErrorCode.INVALID_STORAGE_CLASS);
        }
    }

    private static AccessList accessList(S3Call call, S3Request form) {
        return form.header("x-amz-acl")
                .map(name -> AccessLists.canned(name, call, call.ownerId()))
                .orElse(AccessList.PRIVATE);
    }

    private static SortedMap<String, String> tags(S3Call call, FormFields fields, ObjectKey key) {
        Optional<String> document = fields.get("tagging");
        if (document.isEmpty()) {
            return new TreeMap<>();
        }
        call.authorize(Action.PUT_OBJECT_TAGGING, Resource.of(call.request().bucketName(), key.text()));
        return TagSet.parse(document.get().getBytes(StandardCharsets.UTF_8), TagSet.OBJECT_TAGS_MAX);
    }

    /** Where the object is, addressed as the form addressed its bucket. */
    private static String url(S3Request request, String key) {
        String host = request.header("host").orElse("");
        String path = request.rawPath();
        String folder = path.endsWith("/") ? path : path + "/";
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return (request.isSecure() ? "https://" : "http://") + host + folder + encoded;
    }
}
