package io.ironstead.console.fleet;

import io.ironstead.model.Latencies;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.FilesReport;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.VersionReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The whole fleet as it was one moment ago: a new one every second, never changed afterwards. */
public record FleetSnapshot(Instant at, Rate all, List<MachineNow> machines, List<SiteNow> sites) {
    public static final FleetSnapshot NOTHING = new FleetSnapshot(Instant.EPOCH, Rate.NONE, List.of(), List.of());

    public FleetSnapshot {
        machines = List.copyOf(machines);
        sites = List.copyOf(sites);
    }

    /** What a tenant may see: its own sites, without machines. */
    public FleetSnapshot only(TenantId tenant) {
        var own = sites.stream()
                .filter(site -> site.tenant().equals(tenant))
                .map(SiteNow::withoutMachines)
                .toList();
        var sum = own.stream().map(SiteNow::rate).reduce(Rate.NONE, Rate::plus);
        return new FleetSnapshot(at, sum, List.of(), own);
    }

    public Optional<SiteNow> site(SiteName name) {
        return sites.stream().filter(site -> site.name().equals(name)).findFirst();
    }

    public Optional<MachineNow> machine(NodeId id) {
        return machines.stream().filter(machine -> machine.id().equals(id)).findFirst();
    }

    /**
     * Requests of the last second, errors and times of the last ten, so that a quiet site has figures too.
     *
     * @param recent requests in the last ten seconds
     */
    public record Rate(double requestsPerSecond, long recent, long recentErrors, Latencies latencies) {
        public static final Rate NONE = new Rate(0, 0, 0, Latencies.NONE);

        public Rate plus(Rate other) {
            return new Rate(
                    requestsPerSecond + other.requestsPerSecond,
                    recent + other.recent,
                    recentErrors + other.recentErrors,
                    latencies.plus(other.latencies));
        }

        /** Zero when nobody asked. */
        public Duration p50() {
            return latencies.percentile(0.5);
        }

        /** Zero when nobody asked. */
        public Duration p95() {
            return latencies.percentile(0.95);
        }

        /** Share of answers of 500 and more, 0 to 1. */
        public double errorShare() {
            return recent == 0 ? 0 : (double) recentErrors / recent;
        }
    }

    /** How a machine is. */
    public enum Health {
        WELL,
        /** It serves, but a person should look: {@link MachineNow#reason} says at what. */
        ATTENTION,
        DRAINING,
        /** Nothing was heard of it for a while. */
        AWAY,
        /** It has joined and was not heard of since the console started. */
        NEVER_SEEN
    }

    /**
     * One machine.
     *
     * @param heardAt its last report; its figures are as old as that
     * @param reason a few words when it is not {@link Health#WELL}: {@code disk 91 % full}
     * @param processorSpark busy share of its processors, 0 to 1, over the last 15 minutes, oldest first
     */
    public record MachineNow(
            NodeId id,
            Health health,
            String reason,
            Optional<NodeFacts> facts,
            Optional<MachineLoad> load,
            Optional<Instant> heardAt,
            Instant joinedAt,
            Rate rate,
            List<InstanceReport> instances,
            List<VersionReport> versions,
            List<NodeId> peers,
            Optional<FilesReport> files,
            List<Double> processorSpark) {
        public MachineNow {
            peers = List.copyOf(peers);
            instances = List.copyOf(instances);
            versions = List.copyOf(versions);
            processorSpark = List.copyOf(processorSpark);
        }
    }

    /** One instance and where it runs. */
    public record Placed(NodeId node, InstanceReport instance) {}

    /** One finished request and the node that took it. */
    public record PlacedRequest(NodeId node, RequestSample request) {}

    /**
     * One site.
     *
     * @param empty no version takes traffic: visitors are told that there is nothing
     * @param instances on all machines; without their names for tenants ({@link #nodes} is empty then)
     * @param requests the newest samples first, at most 100
     * @param requestsSpark requests per second over the last 15 minutes, oldest first
     * @param data empty while its datastore is closed: nobody used it for a while
     */
    public record SiteNow(
            SiteName name,
            TenantId tenant,
            boolean suspended,
            boolean empty,
            Rate rate,
            List<Placed> instances,
            List<NodeId> nodes,
            List<PlacedRequest> requests,
            List<Double> requestsSpark,
            Optional<DataNow> data) {
        private static final NodeId HIDDEN = new NodeId("machine");

        public SiteNow {
            instances = List.copyOf(instances);
            nodes = List.copyOf(nodes);
            requests = List.copyOf(requests);
            requestsSpark = List.copyOf(requestsSpark);
        }

        public long memoryBytes() {
            return instances.stream().mapToLong(i -> i.instance().memoryBytes()).sum();
        }

        /** True when no instance runs, but the next request wakes one. */
        public boolean asleep() {
            return instances.isEmpty() && !empty;
        }

        SiteNow withoutMachines() {
            return new SiteNow(
                    name,
                    tenant,
                    suspended,
                    empty,
                    rate,
                    instances.stream()
                            .map(i -> new Placed(HIDDEN, i.instance()))
                            .toList(),
                    List.of(),
                    requests.stream()
                            .map(r -> new PlacedRequest(HIDDEN, r.request()))
                            .toList(),
                    requestsSpark,
                    data);
        }
    }

    /**
     * A site's datastore.
     *
     * @param reads lookups, queries and aggregations of the last second, and of the last ten
     * @param commits likewise, and how long they took
     * @param storedBytes of rows on the disk of the machine that keeps them
     * @param logBytes written to its commit log since the log's current epoch began
     */
    public record DataNow(Rate reads, Rate commits, long storedBytes, long logBytes) {}
}
