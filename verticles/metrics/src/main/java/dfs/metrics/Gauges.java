package dfs.metrics;

import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.Component;
import dfs.protocol.health.Health;
import dfs.protocol.metadata.Query;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The gauges that are set when the page is read, from what was then found out. */
final class Gauges {

    private final MeterRegistry registry;
    private final Map<Component, AtomicReference<Double>> components = new EnumMap<>(Component.class);
    private final AtomicLong diskSize;
    private final AtomicLong diskFree;
    private final AtomicLong blobsSize;
    private final AtomicLong blobsDead;
    private final AtomicLong blobs;
    private final AtomicLong buckets;
    private final AtomicLong objects;
    private final AtomicLong objectsSize;
    private final AtomicLong uploads;

    Gauges(MeterRegistry registry) {
        this.registry = registry;
        for (Component component : Component.values()) {
            components.put(component, componentState(component));
        }
        this.diskSize = bytes(Meters.DISK_SIZE, "Size of the file system that holds the blobs.");
        this.diskFree = bytes(Meters.DISK_FREE, "Bytes of that file system that can still be used.");
        this.blobsSize = bytes(Meters.BLOBS_SIZE, "Bytes of blobs that live.");
        this.blobsDead = bytes(Meters.BLOBS_DEAD, "Bytes of deleted blobs that compaction will give back.");
        this.blobs = number(Meters.BLOBS, "Blobs that live.");
        this.buckets = number(Meters.BUCKETS, "Buckets there are.");
        this.objects = number(Meters.OBJECTS, "Keys whose current version is not a delete marker.");
        this.objectsSize = bytes(Meters.OBJECTS_SIZE, "Bytes of all versions of all objects.");
        this.uploads = number(Meters.UPLOADS, "Open multipart uploads.");
    }

    void show(Health.Report health) {
        health.components().forEach((component, state) -> {
            AtomicReference<Double> gauge = components.get(component);
            if (gauge != null) {
                gauge.set(
                        switch (state.status()) {
                            case OPERATIONAL -> 1.0;
                            case DEGRADED -> 0.5;
                            case DOWN -> 0.0;
                        });
            }
        });
    }

    void show(BlobStore.Space space) {
        diskSize.set(space.capacityBytes());
        diskFree.set(space.freeBytes());
        blobsSize.set(space.blobBytes());
        blobsDead.set(space.deadBytes());
        blobs.set(space.blobs());
    }

    void show(Query.Progress progress) {
        buckets.set(progress.buckets());
        objects.set(progress.total().objects());
        objectsSize.set(progress.total().bytes());
        uploads.set(progress.total().uploads());
    }

    private AtomicReference<Double> componentState(Component component) {
        AtomicReference<Double> state = new AtomicReference<>(0.0);
        Gauge.builder(Meters.COMPONENT_STATE, state, AtomicReference::get)
                .description("1 where a component is operational, 0.5 where degraded, 0 where down.")
                .tag("component", component.text())
                .register(registry);
        return state;
    }

    private AtomicLong bytes(String name, String description) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        return value;
    }

    private AtomicLong number(String name, String description) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .register(registry);
        return value;
    }
}
