package dfs.metadata.raft;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set up. */
final class VoiceProperties {

    /** Nobody votes but this member: it need not wait for anybody before it elects itself. */
    private static final Duration ALONE_MIN = Duration.ofMillis(20);

    private static final Duration ALONE_MAX = Duration.ofMillis(40);

    /** Outcomes are kept for a command that comes once more: longer than anybody sends one again. */
    private static final Duration RETRY_CACHE = Duration.ofSeconds(20);

    /** Bytes of a snapshot's file in one message. */
    private static final SizeInBytes CHUNK = SizeInBytes.valueOf("2MB");

    /** A member that did not take entries is offered them again after this. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** A new member that lacks no more entries than this has caught up. */
    private static final int CAUGHT_UP_ENTRIES = 100;

    private static final long PREALLOCATED_BYTES = 1L << 20;

    /** What all groups keep in memory of parts of their logs that are full. */
    private static final long CACHED_LOG_BYTES = 16L << 20;

    private VoiceProperties() {}

    static RaftProperties of(RaftSettings settings, boolean isAlone, Meddling meddling) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(settings.log().toFile()));
        RaftServerConfigKeys.setStorageFreeSpaceMin(properties, SizeInBytes.valueOf("0"));
        RaftConfigKeys.Rpc.setType(properties, new MemberRpc.Type());
        RaftServerConfigKeys.Rpc.setSleepTime(properties, time(PAUSE));
        RaftSettings.Pace pace = settings.pace();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(pace.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(pace.electionMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, time(isAlone ? ALONE_MIN : pace.firstElectionMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, time(isAlone ? ALONE_MAX : pace.firstElectionMax()));
        SizeInBytes segment = SizeInBytes.valueOf(settings.limits().segmentBytes());
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, segment);
        RaftServerConfigKeys.Log.setPreallocatedSize(
                properties,
                SizeInBytes.valueOf(
                        Math.min(PREALLOCATED_BYTES, settings.limits().segmentBytes())));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(
                properties, SizeInBytes.valueOf(CACHED_LOG_BYTES / settings.groups()));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false); // see Intake
        RaftServerConfigKeys.Log.setLogMetadataEnabled(
                properties, false); // else each commit is followed by a second entry and sync
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, CHUNK);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false); // the applier flushes as it must
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(RETRY_CACHE));
        RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, true); // from one to three
        RaftServerConfigKeys.setStagingCatchupGap(properties, CAUGHT_UP_ENTRIES);
        RaftServerConfigKeys.Read.setOption(
                properties,
                switch (meddling.reading()) {
                    case RATIS_DEFAULT -> RaftServerConfigKeys.Read.Option.DEFAULT;
                    case ROUND, LOCAL, RATIS_LINEARIZABLE -> RaftServerConfigKeys.Read.Option.LINEARIZABLE;
                });
        return properties;
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
