package dfs.protocol;

import dfs.protocol.access.Authorize;
import dfs.protocol.cluster.Cluster;
import dfs.protocol.health.Health;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Read;
import java.util.List;

/** Every type of question there is. What may travel between nodes stands here, and a test finds what was forgotten. */
public final class Questions {

    /** The types; what they consist of and are answered with follows from them. */
    public static final List<Class<?>> ALL = List.of(
            Read.class,
            Commit.class,
            Authorize.class,
            Cluster.ListNodes.class,
            Cluster.RemoveNode.class,
            Job.ListJobs.class,
            Job.Control.class,
            Fsck.Start.class,
            Fsck.Find.class,
            Health.ReadHealth.class,
            Health.Scrape.class,
            Health.ReadDashboard.class);

    private Questions() {}
}
