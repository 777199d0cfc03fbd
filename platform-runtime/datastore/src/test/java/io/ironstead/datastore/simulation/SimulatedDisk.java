package io.ironstead.datastore.simulation;

import io.ironstead.datastore.log.simulation.Stage;
import io.ironstead.datastore.store.MemoryRowStore;
import io.ironstead.datastore.store.RowBatch;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.store.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A machine's disk of rows. What was flushed is there after a crash; of what was applied later a beginning is, in whole batches,
 * as RocksDB without its own log promises.
 */
final class SimulatedDisk {
    private final Stage stage;
    private final Random random;
    private final List<RowBatch> batches = new ArrayList<>();
    private int flushed;

    SimulatedDisk(Stage stage, Random random) {
        this.stage = stage;
        this.random = random;
    }

    /** The disk after its process ended somehow; now and then a new, empty one. */
    RowStore open() {
        int kept = random.nextInt(3) == 0 ? 0 : flushed + random.nextInt(batches.size() - flushed + 1);
        flushed = Math.min(flushed, kept);
        batches.subList(kept, batches.size()).clear();
        var rows = new MemoryRowStore();
        batches.forEach(rows::apply);
        return new Opened(rows);
    }

    /** A new, empty one. */
    RowStore openEmpty() {
        batches.clear();
        flushed = 0;
        return new Opened(new MemoryRowStore());
    }

    private final class Opened implements RowStore {
        private final MemoryRowStore rows;

        Opened(MemoryRowStore rows) {
            this.rows = rows;
        }

        /** Any call may take its time, and others go on meanwhile. */
        private void dawdle() {
            if (random.nextInt(6) == 0) {
                stage.await(() -> true);
            }
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            dawdle();
            byte @Nullable [] row = rows.get(key);
            dawdle();
            return row;
        }

        @Override
        public Rows scan(byte[] from, byte[] to, boolean descending) {
            dawdle();
            return rows.scan(from, to, descending);
        }

        @Override
        public void apply(RowBatch batch) {
            dawdle();
            rows.apply(batch);
            batches.add(batch);
            dawdle();
        }

        @Override
        public void flush() {
            flushed = batches.size();
        }

        @Override
        public long sizeBytes() {
            return rows.sizeBytes();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
