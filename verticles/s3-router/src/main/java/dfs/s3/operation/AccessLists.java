package dfs.s3.operation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.xml.XmlElement;
import dfs.s3.xml.XmlReader;
import dfs.s3.xml.XmlWriter;
import java.util.Optional;

/** The one access list there is: the owner has full control, and nobody else has anything. */
final class AccessLists {

    private static final String FULL_CONTROL = "FULL_CONTROL";

    private AccessLists() {}

    /** The list of something of this owner. */
    static S3Reply read(S3Call call, String ownerId) {
        XmlWriter xml = XmlWriter.document("AccessControlPolicy");
        Listings.writeOwner(xml, call, ownerId);
        xml.open("AccessControlList")
                .open("Grant")
                .openTyped("Grantee", "CanonicalUser")
                .text("ID", ownerId)
                .text("DisplayName", call.displayNameOf(ownerId))
                .close()
                .text("Permission", FULL_CONTROL)
                .close()
                .close();
        return S3Reply.xml(xml.finish());
    }

    /**
     * Accepts a list that is the one there is: by its canned name, which the contract has checked, or spelled out.
     *
     * @throws S3Failure {@code NotImplemented} for any other
     */
    static S3Reply write(S3Call call, String ownerId) {
        byte[] document = Documents.read(call);
        boolean isCanned = call.request().hasHeader("x-amz-acl");
        if (document.length == 0) {
            if (!isCanned) {
                throw new S3Failure(ErrorCode.MISSING_SECURITY_HEADER, "Send x-amz-acl or an AccessControlPolicy.");
            }
            return S3Reply.ok();
        }
        if (isCanned) {
            throw new S3Failure(ErrorCode.INVALID_REQUEST, "Send x-amz-acl or an AccessControlPolicy, not both.");
        }
        XmlElement policy = XmlReader.read(document, "AccessControlPolicy");
        XmlElement list = policy.child("AccessControlList").orElseThrow(() -> new S3Failure(ErrorCode.MALFORMED_XML));
        boolean isOwners = !list.children().isEmpty()
                && list.children().stream().allMatch(grant -> isFullControlOf(grant, ownerId));
        if (!isOwners) {
            throw new S3Failure(
                    ErrorCode.NOT_IMPLEMENTED,
                    "Access lists other than private (full control of the owner) are not implemented yet.");
        }
        return S3Reply.ok();
    }

    private static boolean isFullControlOf(XmlElement grant, String ownerId) {
        Optional<String> grantee = grant.child("Grantee").flatMap(who -> who.textOf("ID"));
        return grant.textOf("Permission").filter(FULL_CONTROL::equals).isPresent()
                && grantee.filter(ownerId::equals).isPresent();
    }
}
