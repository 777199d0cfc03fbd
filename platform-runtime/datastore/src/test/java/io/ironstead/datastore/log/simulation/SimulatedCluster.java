package io.ironstead.datastore.log.simulation;

import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Three CouchDB nodes as far as the log's documents go: a replica takes a create only while it holds nothing there, messages come
 * late, twice or never, replicas stop and come back, and copy leaves to each other whenever they like.
 */
public final class SimulatedCluster {
    public static final int REPLICAS = 3;

    private static final int MESSAGES_MAX = 60;

    private final Random random;
    private final List<Map<SlotId, Set<SlotContent>>> replicas = new ArrayList<>();
    private final boolean[] down = new boolean[REPLICAS];
    private final List<Message> messages = new ArrayList<>();
    private final Set<Long> made = new TreeSet<>();
    private final Set<Long> gone = new TreeSet<>();
    private final TreeSet<Long> checkpoints = new TreeSet<>(List.of(1L));

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
        if (isGone(message.slot())) {
            return;
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

    public boolean isDown(int replica) {
        return down[replica];
    }

    void make(long epoch) {
        made.add(epoch);
    }

    /** Databases for entries that were made and not dropped. */
    List<Long> logs() {
        return made.stream().filter(epoch -> !gone.contains(epoch)).toList();
    }

    void drop(long epoch) {
        gone.add(epoch);
        replicas.forEach(replica -> replica.keySet().removeIf(this::isGone));
    }

    boolean isGone(long epoch) {
        return gone.contains(epoch);
    }

    boolean isGone(SlotId slot) {
        return slot instanceof SlotId.Entry && gone.contains(slot.epoch());
    }

    /** All that were ever noted. */
    TreeSet<Long> checkpoints() {
        return checkpoints;
    }

    /** What a slot's owner wrote there and any replica has; what nobody in the simulation can know for sure. */
    public Optional<SlotContent.Entry> entry(long epoch, long slot) {
        return replicas.stream()
                .flatMap(replica -> replica.getOrDefault(new SlotId.Entry(epoch, slot), Set.of()).stream())
                .filter(content -> content instanceof SlotContent.Entry)
                .map(content -> (SlotContent.Entry) content)
                .findFirst();
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
