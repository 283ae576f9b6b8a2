package dfs.metrics;

import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the node's health is learned. The suppliers may block, and may throw: a component whose supplier throws is down.
 *
 * @param components every component's state
 * @param space what the disk holds
 * @param edgeNodes the states of the edge nodes known
 * @param storageNodes how many nodes keep bytes
 */
public record HealthSources(
        Map<Component, Supplier<ComponentState>> components,
        Supplier<BlobStore.Space> space,
        Supplier<Map<String, ComponentState>> edgeNodes,
        Supplier<Integer> storageNodes) {

    /** Checks that no component is left out: an unknown state would pass for a good one. */
    public HealthSources {
        for (Component component : Component.values()) {
            if (!components.containsKey(component)) {
                throw new IllegalArgumentException("no source for the state of " + component.text());
            }
        }
        components = Collections.unmodifiableMap(new EnumMap<>(components));
    }
}
