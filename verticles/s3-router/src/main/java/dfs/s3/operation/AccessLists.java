package dfs.s3.operation;

import dfs.core.auth.AccessList;
import dfs.core.auth.AccessList.Grant;
import dfs.core.auth.AccessList.Grantee;
import dfs.core.auth.AccessList.Permission;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlElement;
import dfs.s3.xml.XmlReader;
import dfs.s3.xml.XmlWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Access lists as requests carry them (by a canned name, in grant headers, as a document) and as replies show them. */
final class AccessLists {

    private static final String CANNED = "x-amz-acl";
    private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";
    private static final String EVERY_USER = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    private static final Map<Permission, String> GRANT_HEADERS = new EnumMap<>(Map.of(
            Permission.READ, "x-amz-grant-read",
            Permission.WRITE, "x-amz-grant-write",
            Permission.READ_ACP, "x-amz-grant-read-acp",
            Permission.WRITE_ACP, "x-amz-grant-write-acp",
            Permission.FULL_CONTROL, "x-amz-grant-full-control"));

    private AccessLists() {}

    /** The list that a request's headers give to what it makes; private where they say nothing. */
    static AccessList given(S3Call call, String ownerId) {
        S3Request request = call.request();
        List<Grant> grants = new ArrayList<>();
        for (Map.Entry<Permission, String> header : GRANT_HEADERS.entrySet()) {
            for (String value : request.headerValues(header.getValue())) {
                for (String each : value.split(",", 0)) {
                    grants.add(new Grant(grantee(call, each.strip()), header.getKey()));
                }
            }
        }
        Optional<String> canned = request.header(CANNED);
        if (canned.isEmpty()) {
            return listOf(grants, ownerId);
        }
        if (!grants.isEmpty()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST, "Specifying both Canned ACLs and Header Grants is not allowed");
        }
        return canned(canned.get(), call, ownerId);
    }

    /**
     * The list that a request is there to set, from its headers or its body.
     *
     * @throws S3Failure {@code MissingSecurityHeader} where it carries none, {@code MalformedXML}, {@code InvalidArgument}
     */
    static AccessList required(S3Call call, String ownerId) {
        byte[] document = Documents.read(call);
        S3Request request = call.request();
        boolean isInHeaders =
                request.hasHeader(CANNED) || GRANT_HEADERS.values().stream().anyMatch(request::hasHeader);
        if (document.length == 0) {
            if (!isInHeaders) {
                throw new S3Failure(ErrorCode.MISSING_SECURITY_HEADER, "Your request was missing a required header");
            }
            return given(call, ownerId);
        }
        if (isInHeaders) {
            throw new S3Failure(
                    ErrorCode.UNEXPECTED_CONTENT, "The access list stands in a header: this request takes no body.");
        }
        return parse(call, document, ownerId);
    }

    /** The answer that shows a list. */
    static S3Reply answer(S3Call call, String ownerId, AccessList list) {
        XmlWriter xml = XmlWriter.document("AccessControlPolicy");
        Listings.writeOwner(xml, call, ownerId);
        xml.open("AccessControlList");
        list.grants().forEach(grant -> writeGrant(xml, call, grant));
        writeGrant(xml, call, new Grant(new Grantee.User(ownerId), Permission.FULL_CONTROL));
        xml.close();
        return S3Reply.xml(xml.finish());
    }

    /** The list of a canned name, which the contract has checked. */
    static AccessList canned(String name, S3Call call, String ownerId) {
        Grantee everybody = new Grantee.Everybody();
        AccessList list = switch (name) {
            case "private" -> AccessList.PRIVATE;
            case "public-read" -> AccessList.of(everybody, Permission.READ);
            case "public-read-write" -> AccessList.of(everybody, Permission.READ, Permission.WRITE);
            case "authenticated-read" -> AccessList.of(new Grantee.EveryUser(), Permission.READ);
            case "bucket-owner-read" -> ofBucketOwner(call, Permission.READ);
            case "bucket-owner-full-control" -> ofBucketOwner(call, Permission.FULL_CONTROL);
            default ->
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT)
                        .with("ArgumentName", CANNED)
                        .with("ArgumentValue", name)
                        .failure();
        };
        return listOf(list.grants(), ownerId);
    }

    private static AccessList ofBucketOwner(S3Call call, Permission permission) {
        return call.findBucket()
                .map(bucket -> AccessList.of(new Grantee.User(bucket.ownerId()), permission))
                .orElse(AccessList.PRIVATE);
    }

    private static AccessList parse(S3Call call, byte[] document, String ownerId) {
        XmlElement policy = XmlReader.read(document, "AccessControlPolicy");
        Optional<String> owner = policy.child("Owner").flatMap(element -> element.textOf("ID"));
        if (owner.isPresent() && !owner.get().equals(ownerId)) {
            throw new S3Failure(ErrorCode.ACCESS_DENIED, "An access list does not change the owner.");
        }
        XmlElement list = policy.child("AccessControlList").orElseThrow(() -> new S3Failure(ErrorCode.MALFORMED_XML));
        if (list.children().size() > AccessList.GRANTS_MAX) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST, "An access list has at most " + AccessList.GRANTS_MAX + " grants.");
        }
        List<Grant> grants = new ArrayList<>();
        for (XmlElement grant : list.children()) {
            XmlElement grantee = grant.child("Grantee").orElseThrow(() -> new S3Failure(ErrorCode.MALFORMED_XML));
            grants.add(new Grant(
                    grantee(call, grantee),
                    permission(grant.textOf("Permission").orElse(""))));
        }
        return listOf(grants, ownerId);
    }

    private static Permission permission(String text) {
        for (Permission permission : Permission.values()) {
            if (permission.name().equals(text)) {
                return permission;
            }
        }
        throw new S3Failure(ErrorCode.MALFORMED_XML);
    }

    private static Grantee grantee(S3Call call, XmlElement grantee) {
        Optional<String> id = grantee.textOf("ID");
        if (id.isPresent()) {
            return user(call, id.get());
        }
        Optional<String> group = grantee.textOf("URI");
        return group.isPresent() ? group(group.get()) : byEmail();
    }

    /** A grantee as headers name one: {@code id="..."}, {@code uri="..."}. */
    private static Grantee grantee(S3Call call, String text) {
        int equals = text.indexOf('=');
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        return switch (equals < 0 ? "" : text.substring(0, equals).strip()) {
            case "id" -> user(call, value);
            case "uri" -> group(value);
            case "emailAddress" -> byEmail();
            default -> throw new S3Failure(ErrorCode.INVALID_ARGUMENT, "Argument format not recognized");
        };
    }

    private static Grantee user(S3Call call, String id) {
        boolean isKnown = call.services()
                .bus()
                .ask(new Read<>(new Query.FindUserById(id), Consistency.STRONG))
                .value()
                .isPresent();
        if (!isKnown) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid id")
                    .with("ArgumentName", "CanonicalUser/ID")
                    .with("ArgumentValue", id)
                    .failure();
        }
        return new Grantee.User(id);
    }

    private static Grantee group(String uri) {
        return switch (uri) {
            case EVERYBODY -> new Grantee.Everybody();
            case EVERY_USER -> new Grantee.EveryUser();
            default ->
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid group uri")
                        .with("ArgumentName", "uri")
                        .with("ArgumentValue", uri)
                        .failure();
        };
    }

    private static Grantee byEmail() {
        throw new S3Failure(ErrorCode.NOT_IMPLEMENTED, "Name grantees by canonical id: e-mail is not implemented yet.");
    }

    /** The owner has full control anyway and does not stand in the list. */
    private static AccessList listOf(List<Grant> grants, String ownerId) {
        List<Grant> others = grants.stream()
                .filter(grant -> !grant.grantee().equals(new Grantee.User(ownerId)))
                .distinct()
                .toList();
        return others.isEmpty() ? AccessList.PRIVATE : new AccessList(others);
    }

    private static void writeGrant(XmlWriter xml, S3Call call, Grant grant) {
        xml.open("Grant");
        switch (grant.grantee()) {
            case Grantee.User user ->
                xml.openTyped("Grantee", "CanonicalUser")
                        .text("ID", user.id())
                        .text("DisplayName", call.displayNameOf(user.id()));
            case Grantee.Everybody everybody ->
                xml.openTyped("Grantee", "Group").text("URI", EVERYBODY);
            case Grantee.EveryUser everyUser ->
                xml.openTyped("Grantee", "Group").text("URI", EVERY_USER);
        }
        xml.close().text("Permission", grant.permission().name()).close();
    }
}
