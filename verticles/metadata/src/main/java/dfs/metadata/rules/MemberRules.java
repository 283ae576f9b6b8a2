package dfs.metadata.rules;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Mutation.Done;
import dfs.protocol.metadata.Mutation.SetVoiceless;
import java.util.ArrayList;
import java.util.List;

/** Which members there are beside those of Raft's configuration. */
public final class MemberRules {

    private static final byte[] EVERY = new byte[0];

    private final Change change;

    MemberRules(Change change) {
        this.change = change;
    }

    Done setVoiceless(SetVoiceless set) {
        List<Member> now = voiceless(change.index());
        if (!now.equals(set.from())) {
            throw new S3Failure(ErrorCode.OPERATION_ABORTED, "The members have changed meanwhile.");
        }
        change.nextRevision();
        now.forEach(member -> change.index().delete(Table.VOICELESS, Keys.text(member.nodeId())));
        set.to()
                .forEach(member ->
                        change.index().put(Table.VOICELESS, Keys.text(member.nodeId()), Records.member(member)));
        return Done.DONE;
    }

    /** The members that keep no metadata, in order of their names. */
    public static List<Member> voiceless(Index index) {
        List<Member> members = new ArrayList<>();
        try (Index.Cursor cursor = index.cursor(Table.VOICELESS, EVERY)) {
            while (cursor.next()) {
                members.add(Records.member(cursor.value()));
            }
        }
        return List.copyOf(members);
    }
}
