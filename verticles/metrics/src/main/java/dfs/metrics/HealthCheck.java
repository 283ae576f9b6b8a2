package dfs.metrics;

import dfs.core.error.S3Failure;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.Health;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every component how it is, and comes to a verdict. */
final class HealthCheck {

    private static final Logger log = LoggerFactory.getLogger(HealthCheck.class);

    private HealthCheck() {}

    /** Every component's state; one that cannot say is down. */
    static Map<Component, ComponentState> ask(Map<Component, Supplier<ComponentState>> sources) {
        Map<Component, ComponentState> states = new EnumMap<>(Component.class);
        sources.forEach((component, source) -> states.put(component, ask(component, source)));
        return states;
    }

    private static ComponentState ask(Component component, Supplier<ComponentState> source) {
        try {
            return source.get();
        } catch (S3Failure failure) {
            return new ComponentState(
                    ComponentState.Status.DOWN, failure.error().message());
        } catch (RuntimeException bug) {
            log.atError()
                    .setCause(bug)
                    .addKeyValue("component", component.text())
                    .log("component could not say how it is");
            return new ComponentState(ComponentState.Status.DOWN, "The component could not say how it is.");
        }
    }

    /** Healthy where all is operational, unhealthy where a component of this node does nothing, else degraded. */
    static Health.Status verdict(Map<Component, ComponentState> components, Map<String, ComponentState> edgeNodes) {
        boolean isDown = components.values().stream().anyMatch(state -> state.status() == ComponentState.Status.DOWN);
        boolean isWhole = components.values().stream().allMatch(HealthCheck::isOperational)
                && edgeNodes.values().stream().allMatch(HealthCheck::isOperational);
        return isDown ? Health.Status.UNHEALTHY : isWhole ? Health.Status.HEALTHY : Health.Status.DEGRADED;
    }

    private static boolean isOperational(ComponentState state) {
        return state.status() == ComponentState.Status.OPERATIONAL;
    }
}
