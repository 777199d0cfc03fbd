package io.ironstead.datastore.log.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import io.ironstead.datastore.log.SlotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;

/** One process's way to the simulated cluster. Answers may be lost; reads of many ask one replica. */
public class SimulatedStore implements SlotStore {
    private final Stage stage;
    private final SimulatedCluster cluster;
    private final Random random;

    public SimulatedStore(Stage stage, SimulatedCluster cluster, Random random) {
        this.stage = stage;
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public boolean create(SlotId slot, SlotContent content) {
        return offer(slot, content, false, quorum());
    }

    protected final boolean offer(SlotId slot, SlotContent content, boolean copy, int needed) {
        var attempt = cluster.send(slot, content, copy);
        stage.await(() -> {
            cluster.step();
            // An answer below quorum, a conflict and a lost answer are all the same to the caller.
            return attempt.took() >= needed || attempt.isAnswered() || random.nextInt(15) == 0;
        });
        return attempt.took() >= needed && random.nextInt(8) != 0;
    }

    @Override
    public List<Boolean> seal(long epoch, long fromSlot, int slots) {
        return LongStream.range(fromSlot, fromSlot + slots)
                .mapToObj(slot -> create(new SlotId.Entry(epoch, slot), SlotContent.Seal.SEAL))
                .toList();
    }

    @Override
    public List<Replica> replicas(SlotId slot) {
        var answers = new ArrayList<Replica>();
        for (int i = 0; i < SimulatedCluster.REPLICAS; i++) {
            int replica = i;
            stage.await(() -> {
                cluster.step();
                return true;
            });
            boolean silent = cluster.isDown(replica) || cluster.isGone(slot) || random.nextInt(10) == 0;
            answers.add(silent ? new Replica.Silent() : new Replica.Holds(cluster.leaves(replica, slot)));
        }
        return answers;
    }

    @Override
    public boolean repair(SlotId slot, SlotContent content) {
        return offer(slot, content, true, quorum());
    }

    @Override
    public List<SlotContent.Entry> entries(long epoch, long fromSlot, int limit) {
        assertThat((long) limit * LogSettings.PART_BYTES_MAX)
                .as("bytes of the log in memory at once, of a heap of 192 MiB that holds them several times over")
                .isBetween(1L, 16_000_000L);
        int replica = someReplica();
        var entries = new ArrayList<SlotContent.Entry>();
        for (long slot = fromSlot; slot < fromSlot + limit; slot++) {
            if (cluster.isDown(replica)
                    || !(cluster.winner(replica, new SlotId.Entry(epoch, slot)) instanceof SlotContent.Entry entry)) {
                return entries;
            }
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public OptionalLong highestEpoch() {
        int replica = someReplica();
        return cluster.isDown(replica) ? OptionalLong.empty() : OptionalLong.of(cluster.highestEpoch(replica));
    }

    private int someReplica() {
        stage.await(() -> true);
        return random.nextInt(SimulatedCluster.REPLICAS);
    }

    @Override
    public boolean createLog(long epoch) {
        stage.await(() -> true);
        cluster.make(epoch);
        return random.nextInt(4) != 0;
    }

    /** A node may not have heard of a log that was just made; one that was dropped it may still have. */
    @Override
    public boolean isLogGone(long epoch) {
        stage.await(() -> true);
        return cluster.isGone(epoch) && random.nextInt(3) != 0;
    }

    @Override
    public List<Long> logs() {
        stage.await(() -> true);
        return random.nextInt(8) == 0 ? List.of() : cluster.logs();
    }

    @Override
    public boolean dropLog(long epoch) {
        stage.await(() -> true);
        if (random.nextInt(8) != 0) {
            cluster.drop(epoch);
        }
        stage.await(() -> true);
        return random.nextInt(8) != 0;
    }

    /** Any that was noted, as far as one node knows. */
    @Override
    public long checkpoint() {
        stage.await(() -> true);
        var noted = List.copyOf(cluster.checkpoints());
        return noted.get(random.nextInt(3) == 0 ? random.nextInt(noted.size()) : noted.size() - 1);
    }

    @Override
    public boolean checkpoint(long lsn) {
        stage.await(() -> true);
        if (random.nextInt(8) == 0) {
            return false;
        }
        cluster.checkpoints().add(lsn);
        return random.nextInt(8) != 0;
    }

    @Override
    public int quorum() {
        return 2;
    }
}
