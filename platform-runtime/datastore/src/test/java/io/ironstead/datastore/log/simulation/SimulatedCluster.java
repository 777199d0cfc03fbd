package io.ironstead.datastore.log.simulation;

import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Three CouchDB nodes as far as the log's documents go: a replica takes a create only while it holds nothing there, messages come
 * late, twice or never, replicas stop and come back, and copy leaves to each other whenever they like.
 */
public final class SimulatedCluster {
    static final int REPLICAS = 3;

    private static final int MESSAGES_MAX = 60;

    private final Random random;
    private final List<Map<SlotId, Set<SlotContent>>> replicas = new ArrayList<>();
    private final boolean[] down = new boolean[REPLICAS];
    private final List<Message> messages = new ArrayList<>();

    public SimulatedCluster(Random random) {
        this.random = random;
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new HashMap<>());
        }
    }

    /** A create on its way; who took it is known to the attempt it belongs to. */
    final class Attempt {
        private final Set<Integer> took = new HashSet<>();
        private final Set<Integer> answered = new HashSet<>();

        int took() {
            return took.size();
        }

        boolean isAnswered() {
            return answered.size() == REPLICAS;
        }
    }

    private record Message(Attempt attempt, int replica, SlotId slot, SlotContent content, boolean copy) {}

    Attempt send(SlotId slot, SlotContent content, boolean copy) {
        var attempt = new Attempt();
        for (int i = 0; i < REPLICAS; i++) {
            messages.add(new Message(attempt, i, slot, content, copy));
        }
        while (messages.size() > MESSAGES_MAX) {
            messages.remove(random.nextInt(messages.size()));
        }
        return attempt;
    }

    /** Something that happens by itself. */
    void step() {
        int kind = random.nextInt(10);
        if (kind < 7 && !messages.isEmpty()) {
            deliver(messages.get(random.nextInt(messages.size())), random.nextInt(12) != 0);
        } else if (kind == 7) {
            replicate();
        }
    }

    private void deliver(Message message, boolean once) {
        if (down[message.replica()]) {
            return;
        }
        if (once) {
            messages.remove(message);
        }
        var leaves = replicas.get(message.replica()).computeIfAbsent(message.slot(), _ -> new HashSet<>());
        if (message.copy() || leaves.isEmpty()) {
            leaves.add(message.content());
            message.attempt().took.add(message.replica());
        }
        message.attempt().answered.add(message.replica());
    }

    /** Internal replication and read repair add leaves, never remove one. */
    private void replicate() {
        int from = random.nextInt(REPLICAS);
        int to = random.nextInt(REPLICAS);
        var slots = List.copyOf(replicas.get(from).keySet());
        if (down[from] || down[to] || slots.isEmpty()) {
            return;
        }
        SlotId slot = slots.get(random.nextInt(slots.size()));
        replicas.get(to)
                .computeIfAbsent(slot, _ -> new HashSet<>())
                .addAll(replicas.get(from).get(slot));
    }

    /** At most one replica is down at a time, as promised; its disk stays. */
    public void toggle() {
        for (int i = 0; i < REPLICAS; i++) {
            if (down[i]) {
                down[i] = false;
                return;
            }
        }
        down[random.nextInt(REPLICAS)] = true;
    }

    public void calm() {
        java.util.Arrays.fill(down, false);
    }

    boolean isDown(int replica) {
        return down[replica];
    }

    Set<SlotContent> leaves(int replica, SlotId slot) {
        return Set.copyOf(replicas.get(replica).getOrDefault(slot, Set.of()));
    }

    /** The winner, as one replica sees it; which of several leaves wins is CouchDB's secret. */
    SlotContent winner(int replica, SlotId slot) {
        return leaves(replica, slot).stream()
                .min(java.util.Comparator.comparingInt(content -> content.hashCode() ^ slot.hashCode()))
                .orElse(null);
    }

    long highestEpoch(int replica) {
        return replicas.get(replica).keySet().stream()
                .filter(slot -> slot instanceof SlotId.Owner)
                .mapToLong(SlotId::epoch)
                .max()
                .orElse(0);
    }
}
