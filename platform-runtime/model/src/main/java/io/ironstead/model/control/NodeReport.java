package io.ironstead.model.control;

import io.ironstead.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One second of one node. Counts are of this second only; a report that gets lost loses its counts, never those of
 * others.
 *
 * @param at end of the second, by the node's clock
 * @param revisionApplied the desired state this node has reached
 * @param versions every version the node was told of
 * @param datastores of the sites whose data is open on this node, or was used in this second
 * @param requests at most 50 samples of the second's requests, the slowest and failed ones among them
 * @param peers the other nodes that this one has heard of within the last two seconds
 * @param files empty: an agent of an older release, which keeps none
 */
public record NodeReport(
        Instant at,
        long revisionApplied,
        MachineLoad machine,
        List<VersionLoad> loads,
        List<VersionReport> versions,
        List<InstanceReport> instances,
        List<RequestSample> requests,
        List<DatastoreLoad> datastores,
        List<NodeId> peers,
        Optional<FilesReport> files) {

    public NodeReport {
        loads = List.copyOf(loads);
        versions = List.copyOf(versions);
        instances = List.copyOf(instances);
        requests = List.copyOf(requests);
        // An agent of an older release does not tell.
        datastores = List.copyOf(Objects.requireNonNullElse(datastores, List.of()));
        peers = List.copyOf(Objects.requireNonNullElse(peers, List.of()));
        files = Objects.requireNonNullElse(files, Optional.empty());
    }

    /** Of a node that is alone. */
    public NodeReport(
            Instant at,
            long revisionApplied,
            MachineLoad machine,
            List<VersionLoad> loads,
            List<VersionReport> versions,
            List<InstanceReport> instances,
            List<RequestSample> requests,
            List<DatastoreLoad> datastores) {
        this(
                at,
                revisionApplied,
                machine,
                loads,
                versions,
                instances,
                requests,
                datastores,
                List.of(),
                Optional.empty());
    }

    /** Of a node that keeps no data. */
    public NodeReport(
            Instant at,
            long revisionApplied,
            MachineLoad machine,
            List<VersionLoad> loads,
            List<VersionReport> versions,
            List<InstanceReport> instances,
            List<RequestSample> requests) {
        this(
                at,
                revisionApplied,
                machine,
                loads,
                versions,
                instances,
                requests,
                List.of(),
                List.of(),
                Optional.empty());
    }
}
