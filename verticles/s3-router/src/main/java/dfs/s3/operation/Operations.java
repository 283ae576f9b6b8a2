package dfs.s3.operation;

import dfs.s3.access.FormProof;
import java.util.ArrayList;
import java.util.List;

/** The operations there is code for. */
public final class Operations {

    private Operations() {}

    /**
     * All of them; the contract is bound to exactly these.
     *
     * @param forms proves who sent a form
     */
    public static List<Operation> all(FormProof forms) {
        List<Operation> all = new ArrayList<>(List.of(
                new ListBuckets(),
                new ListBucketsByName(),
                new CreateBucket(),
                new DeleteBucket(),
                new HeadBucket(),
                new GetBucketLocation(),
                new GetBucketVersioning(),
                new PutBucketVersioning(),
                new GetBucketAcl(),
                new PutBucketAcl(),
                new ListObjects(),
                new ListObjectsV2(),
                new DeleteObjects(),
                new PutObject(),
                new PostObject(forms),
                new GetObject(),
                new HeadObject(),
                new DeleteObject(),
                new GetObjectAcl(),
                new PutObjectAcl(),
                new CopyObject(),
                new GetObjectAttributes(),
                new GetObjectTagging(),
                new PutObjectTagging(),
                new DeleteObjectTagging(),
                new ListObjectVersions(),
                new CreateMultipartUpload(),
                new UploadPart(),
                new UploadPartCopy(),
                new CompleteMultipartUpload(),
                new AbortMultipartUpload(),
                new ListParts(),
                new ListMultipartUploads(),
                new GetBucketTagging(),
                new PutBucketTagging(),
                new DeleteBucketTagging(),
                new GetBucketCors(),
                new PutBucketCors(),
                new DeleteBucketCors()));
        all.addAll(Preflight.all());
        all.addAll(Unconfigured.all());
        return all;
    }
}
