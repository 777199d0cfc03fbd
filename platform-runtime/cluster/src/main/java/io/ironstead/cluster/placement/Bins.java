package io.ironstead.cluster.placement;

import io.ironstead.cluster.placement.PoolPicture.NodePicture;
import io.ironstead.cluster.placement.PoolPicture.VersionPicture;
import io.ironstead.model.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes that may be given instances, in the order of their names, and what they are filled with so far. */
final class Bins {
    private final List<NodePicture> nodes;
    private final Map<NodeId, Integer> index = new HashMap<>();
    private final PlacementRules rules;

    /** Instances that are there, wanted or not, and their memory. */
    final int[] present;

    private final long[] memoryPresent;

    /** Processors that they use, all of them. */
    private final double[] processorsPresent;

    /** Instances that are to be there, their memory, and the processors they will use, now and at the peak. */
    final int[] given;

    private final long[] memoryGiven;
    private final double[] processorsGiven;
    private final double[] processorsPeak;

    Bins(PoolPicture picture, PlacementRules rules) {
        this.rules = rules;
        nodes = picture.nodes().stream()
                .filter(NodePicture::open)
                .sorted(Comparator.comparing(NodePicture::node))
                .toList();
        nodes.forEach(node -> index.put(node.node(), index.size()));
        present = new int[nodes.size()];
        memoryPresent = new long[nodes.size()];
        processorsPresent = new double[nodes.size()];
        given = new int[nodes.size()];
        memoryGiven = new long[nodes.size()];
        processorsGiven = new double[nodes.size()];
        processorsPeak = new double[nodes.size()];
        picture.versions().forEach(this::look);
    }

    private void look(VersionPicture version) {
        for (var seat : version.seats()) {
            var node = index.get(seat.node());
            if (node != null) {
                present[node] += seat.instances();
                memoryPresent[node] += seat.instances() * version.wish().memoryBytes();
                processorsPresent[node] += seat.processors();
            }
        }
    }

    int size() {
        return nodes.size();
    }

    NodeId name(int node) {
        return nodes.get(node).node();
    }

    List<NodeId> names() {
        return nodes.stream().map(NodePicture::node).toList();
    }

    @Nullable
    Integer find(NodeId node) {
        return index.get(node);
    }

    void give(int node, Placing version) {
        given[node]++;
        memoryGiven[node] += version.memoryBytes;
        processorsGiven[node] += version.processors;
        processorsPeak[node] += version.processorsPeak;
    }

    void take(int node, Placing version) {
        given[node]--;
        memoryGiven[node] -= version.memoryBytes;
        processorsGiven[node] -= version.processors;
        processorsPeak[node] -= version.processorsPeak;
    }

    /** Once what nobody needs there is gone. */
    boolean hasMemory(int node, Placing version) {
        return memoryGiven[node] + version.memoryBytes <= nodes.get(node).memoryBytes();
    }

    /** Although everything stays that is there. */
    boolean hasMemoryNow(int node, Placing version) {
        long newHere = Math.max(0, version.given(node) + 1 - version.present(node)) * version.memoryBytes;
        return Math.max(memoryPresent[node], memoryGiven[node]) + newHere
                <= nodes.get(node).memoryBytes();
    }

    boolean hasProcessors(int node, Placing version) {
        return processorsGiven[node] + version.processors
                <= rules.comfort() * nodes.get(node).processors();
    }

    /** Also at the peak, and a little less than what would be comfortable. */
    boolean hasProcessorsToPack(int node, Placing version) {
        return processorsPeak[node] + version.processorsPeak
                <= rules.pack() * rules.comfort() * nodes.get(node).processors();
    }

    /** Above what is comfortable: whatever may go from somewhere goes from here. */
    boolean isStrained(int node) {
        return processorsPresent[node] > rules.comfort() * nodes.get(node).processors();
    }

    boolean isFull(int node) {
        return processorsGiven[node] > rules.full() * nodes.get(node).processors();
    }

    boolean isUsed(int node) {
        return given[node] > 0 || present[node] > 0;
    }
}
