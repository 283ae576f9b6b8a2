package dfs.core.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may do what with a bucket or an object, beside its owner. The owner has full control, always, and does not stand in the
 * list.
 *
 * @param grants what is granted, in the order given; empty for a private thing
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html">Access control list (ACL)
 *     overview</a>
 */
public record AccessList(List<Grant> grants) {

    /** Nothing for anybody but the owner. */
    public static final AccessList PRIVATE = new AccessList(List.of());

    /** The most grants, the owner's included. */
    public static final int GRANTS_MAX = 100;

    /** Copies the list. */
    public AccessList {
        grants = List.copyOf(grants);
    }

    /** Who is granted something. */
    public sealed interface Grantee {
        /**
         * One user.
         *
         * @param id the user's canonical id
         */
        record User(String id) implements Grantee {}

        /** Everybody, known or not. */
        record Everybody() implements Grantee {}

        /** Every user who is known. */
        record EveryUser() implements Grantee {}
    }

    /** What is granted. */
    public enum Permission {
        /** To list a bucket, to read an object. */
        READ,
        /** To write and delete objects in a bucket. */
        WRITE,
        /** To read the access list. */
        READ_ACP,
        /** To write the access list. */
        WRITE_ACP,
        /** All of it. */
        FULL_CONTROL
    }

    /** One grant. */
    public record Grant(Grantee grantee, Permission permission) {}

    /** Tells this list from others: 8 bytes of the SHA-256 of what it grants, in the order given; 0 where it grants nothing. */
    public long fingerprint() {
        if (grants.isEmpty()) {
            return 0;
        }
        StringBuilder text = new StringBuilder();
        for (Grant grant : grants) {
            String grantee = switch (grant.grantee()) {
                case Grantee.User user -> "user " + user.id();
                case Grantee.Everybody _ -> "everybody";
                case Grantee.EveryUser _ -> "every user";
            };
            text.append(grant.permission().name()).append(' ').append(grantee).append('\n');
        }
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sum).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A list that grants {@code permissions} to one grantee. */
    public static AccessList of(Grantee grantee, Permission... permissions) {
        List<Grant> grants = new ArrayList<>();
        for (Permission permission : permissions) {
            grants.add(new Grant(grantee, permission));
        }
        return new AccessList(grants);
    }

    /** Whether the list grants {@code permission} to {@code principal}. */
    public boolean grants(Principal principal, Permission permission) {
        for (Grant grant : grants) {
            if ((grant.permission() == permission || grant.permission() == Permission.FULL_CONTROL)
                    && isMeant(grant.grantee(), principal)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMeant(Grantee grantee, Principal principal) {
        return switch (grantee) {
            case Grantee.Everybody everybody -> true;
            case Grantee.EveryUser everyUser -> principal instanceof Principal.Known;
            case Grantee.User user ->
                principal instanceof Principal.Known known && known.id().equals(user.id());
        };
    }
}
