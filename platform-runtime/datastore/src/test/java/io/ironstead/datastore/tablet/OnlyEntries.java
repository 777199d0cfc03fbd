package io.ironstead.datastore.tablet;

import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import io.ironstead.datastore.log.SlotStore;
import java.util.List;

/** Slots to read whole; whoever writes, seals or owns where he is only to read breaks the test. */
abstract class OnlyEntries implements SlotStore {
    private static AssertionError written() {
        return new AssertionError("who reads a log takes no part in it");
    }

    @Override
    public boolean create(SlotId slot, SlotContent content) {
        throw written();
    }

    @Override
    public List<Boolean> seal(long epoch, long fromSlot, int slots) {
        throw written();
    }

    @Override
    public boolean repair(SlotId slot, SlotContent content) {
        throw written();
    }

    @Override
    public boolean createLog(long epoch) {
        throw written();
    }

    @Override
    public boolean dropLog(long epoch) {
        throw written();
    }

    @Override
    public boolean checkpoint(long lsn) {
        throw written();
    }

    @Override
    public List<Replica> replicas(SlotId slot) {
        return List.of();
    }

    @Override
    public boolean isLogGone(long epoch) {
        return false;
    }

    @Override
    public List<Long> logs() {
        return List.of();
    }

    @Override
    public long checkpoint() {
        return 1;
    }

    @Override
    public int quorum() {
        return 1;
    }
}
