package io.ironstead.model.control;

import java.time.Instant;
import java.util.List;

/**
 * One second of one node. Counts are of this second only; a report that gets lost loses its counts, never those of
 * others.
 *
 * @param at end of the second, by the node's clock
 * @param revisionApplied the desired state this node has reached
 * @param versions every version the node was told of
 * @param requests at most 50 samples of the second's requests, the slowest and failed ones among them
 */
public record NodeReport(
        Instant at,
        long revisionApplied,
        MachineLoad machine,
        List<VersionLoad> loads,
        List<VersionReport> versions,
        List<InstanceReport> instances,
        List<RequestSample> requests) {

    public NodeReport {
        loads = List.copyOf(loads);
        versions = List.copyOf(versions);
        instances = List.copyOf(instances);
        requests = List.copyOf(requests);
    }
}
