package dfs.metrics;

import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.auth.Role;
import dfs.core.error.S3Failure;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;

/** Finds out how a component is by asking it something. */
public final class Probes {

    private static final RequestContext NOWHERE = new RequestContext("", false, 0);
    private static final Principal.Known WATCHER = new Principal.Known("health", "", "Health", Role.METRICS, List.of());

    private Probes() {}

    /** Whether the metadata answers a read. */
    public static ComponentState metadata(Bus bus) {
        try {
            Read.Answer<Query.Progress> answer = bus.ask(new Read<>(new Query.FindProgress(), Consistency.STRONG));
            return answer.value().revision() < 0
                    ? new ComponentState(ComponentState.Status.DOWN, "The metadata has no state.")
                    : ComponentState.OPERATIONAL;
        } catch (S3Failure failure) {
            return down(failure);
        }
    }

    /** Whether policy decides, tried by a question that is allowed. */
    public static ComponentState policy(Bus bus) {
        try {
            Authorize.Admission admission =
                    bus.ask(new Authorize(WATCHER, Action.READ_METRICS, Resource.SERVICE, NOWHERE));
            return admission.bucket().isEmpty()
                    ? ComponentState.OPERATIONAL
                    : new ComponentState(ComponentState.Status.DOWN, "Policy answers what was not asked.");
        } catch (S3Failure failure) {
            return down(failure);
        }
    }

    private static ComponentState down(S3Failure failure) {
        return new ComponentState(ComponentState.Status.DOWN, failure.error().message());
    }
}
