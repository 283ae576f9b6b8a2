package dfs.protocol.health;

import dfs.core.Bytes;
import dfs.protocol.Address;
import dfs.protocol.Ask;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the node is, and the questions about it. */
public final class Health {

    private Health() {}

    /** The verdict over all components. */
    public enum Status {
        /** Every component is operational. */
        HEALTHY,
        /** The node does a part of what it should. */
        DEGRADED,
        /** The node cannot serve. */
        UNHEALTHY
    }

    /** Asks how the node is. */
    public record ReadHealth() implements Ask<Report> {
        @Override
        public Address address() {
            return Address.METRICS;
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /**
     * How the node is.
     *
     * @param status the verdict
     * @param components every component's state
     * @param edgeNodes the edge nodes' states by name
     * @param figures a few numbers
     */
    public record Report(
            Status status,
            Map<Component, ComponentState> components,
            Map<String, ComponentState> edgeNodes,
            Figures figures) {

        /** Copies the maps, in order. */
        public Report {
            EnumMap<Component, ComponentState> ordered = new EnumMap<>(Component.class);
            ordered.putAll(components);
            components = Collections.unmodifiableMap(ordered);
            edgeNodes = Collections.unmodifiableMap(new TreeMap<>(edgeNodes));
        }

        /** Whether traffic should come here. */
        public boolean isReady() {
            return status != Status.UNHEALTHY;
        }
    }

    /**
     * A few numbers.
     *
     * @param uptimeSeconds since the process started
     * @param requestsPerSecond S3 requests answered, mean over the last minute
     * @param errorRatePercent of these the share answered with a 5xx status
     * @param storageNodes nodes that keep bytes, this one included
     */
    public record Figures(long uptimeSeconds, double requestsPerSecond, double errorRatePercent, int storageNodes) {}

    /** Asks for the page that Prometheus reads. */
    public record Scrape(Format format) implements Ask<MetricsPage> {
        @Override
        public Address address() {
            return Address.METRICS;
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /** The forms the metrics page is written in. */
    public enum Format {
        /** Prometheus' text format 0.0.4. */
        PROMETHEUS_TEXT("text/plain; version=0.0.4; charset=utf-8"),
        /** OpenMetrics 1.0. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** Its content type. */
        public String contentType() {
            return contentType;
        }
    }

    /**
     * The metrics page.
     *
     * @param contentType what it is
     * @param body the page
     */
    public record MetricsPage(String contentType, Bytes body) {}

    /** Asks for the dashboard's figures. */
    public record ReadDashboard() implements Ask<Dashboard> {
        @Override
        public Address address() {
            return Address.METRICS;
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /**
     * The dashboard's figures.
     *
     * @param node which node speaks
     * @param health how it is
     * @param process what the process uses
     * @param storage what is kept
     * @param requests totals since the start
     * @param operations the same by operation, the busiest first
     */
    public record Dashboard(
            NodeFacts node,
            Report health,
            Process process,
            Storage storage,
            Requests requests,
            List<Operation> operations) {
        /** Copies the list. */
        public Dashboard {
            operations = List.copyOf(operations);
        }
    }

    /**
     * What the process uses.
     *
     * @param cpuPercent of all processors of the machine, by this process; negative where not known
     * @param systemCpuPercent of all processors of the machine, by everybody; negative where not known
     * @param heapUsedBytes of the Java heap
     * @param heapMaxBytes what the heap may grow to
     * @param threads platform threads
     * @param openFiles open file handles; negative where not known
     * @param openFilesMax how many there may be; negative where not known
     */
    public record Process(
            double cpuPercent,
            double systemCpuPercent,
            long heapUsedBytes,
            long heapMaxBytes,
            int threads,
            long openFiles,
            long openFilesMax) {}

    /**
     * What is kept.
     *
     * @param buckets how many
     * @param objects keys whose current version is not a delete marker
     * @param versions all versions
     * @param bytes bytes of all versions, as clients count them
     * @param uploads open multipart uploads
     * @param uploadBytes bytes of their parts
     * @param diskBytes of the file system below
     * @param diskFreeBytes of it that can still be used
     * @param blobBytes bytes of blobs that live
     * @param deadBytes bytes of deleted blobs that compaction will give back
     */
    public record Storage(
            long buckets,
            long objects,
            long versions,
            long bytes,
            long uploads,
            long uploadBytes,
            long diskBytes,
            long diskFreeBytes,
            long blobBytes,
            long deadBytes) {}

    /**
     * Requests answered.
     *
     * @param count how many
     * @param errors of these those with a 5xx status
     * @param meanMillis mean time
     * @param maxMillis the longest lately
     */
    public record Requests(long count, long errors, double meanMillis, double maxMillis) {}

    /**
     * Requests of one operation.
     *
     * @param name the operation's id
     * @param requests what was answered
     */
    public record Operation(String name, Requests requests) {}
}
