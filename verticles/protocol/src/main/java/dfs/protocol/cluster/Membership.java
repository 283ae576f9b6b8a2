package dfs.protocol.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Which nodes make up the cluster. Of those that keep metadata its Raft configuration is the only record, of the others the metadata itself.
 * Safe for any number of threads.
 */
public interface Membership {

    /** This node. */
    Member self();

    /** All members that this node knows of, in order of their names, itself included where it is one. */
    List<Member> members();

    /**
     * All members as a majority confirmed them within the last ten seconds, for others to go by; empty where none did. May wait half a second.
     */
    default List<Member> confirmed() {
        return members();
    }

    /** Who leads, as far as this node knows. */
    Optional<Member> leader();

    /** Whether this node is one of them, under whichever addresses. */
    default boolean isMember() {
        return members().stream().anyMatch(this::isSelf);
    }

    /** Whether who the members are is committed, as far as this node has applied what was: else it may yet be undone. */
    default boolean isSettled() {
        return true;
    }

    /** Whether this node leads, as far as it knows. */
    default boolean isLeading() {
        return leader().filter(this::isSelf).isPresent();
    }

    /** Whether that is this node: its addresses may be others than they were when it became a member. */
    default boolean isSelf(Member member) {
        return member.isSame(self());
    }

    /**
     * Makes other members of those that are, and waits until they are. To be asked of any member. A new one begins with nothing, and
     * has caught up when this returns. A change that is made already is no error.
     *
     * @param from who the members are now; where they have become others meanwhile, nothing is changed
     * @param to who they are to be
     * @throws dfs.core.error.S3Failure {@code ServiceUnavailable} where it was not made, or is not known to be: the members are not
     *     {@code from}, nobody leads, another change is under way, or a new member cannot be reached
     */
    void change(List<Member> from, List<Member> to);
}
