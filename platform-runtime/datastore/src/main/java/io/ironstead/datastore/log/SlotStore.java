package io.ironstead.datastore.log;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where the documents of one tablet's log lie. Every call ends within a bound of the implementation's; nothing here throws for
 * a store that is down: it is silent.
 */
public interface SlotStore {

    /**
     * The most entries to ask for at a time. Of a bulk load each is a megabyte and more, and a page is in memory several times
     * over on its way: more would not fit the node's heap, and a node that cannot read its log cannot start.
     */
    int PAGE_MAX = 8;

    /**
     * Offers content for a slot that may be empty.
     *
     * @return true only when a quorum of replicas took this very attempt; false says nothing at all (SEAL.md F3)
     */
    boolean create(SlotId slot, SlotContent content);

    /**
     * Looks at each replica by itself (SEAL.md F6).
     *
     * @return one for each replica, also for those that do not answer; empty when not even their number is known
     */
    List<Replica> replicas(SlotId slot);

    /**
     * Offers the seal for many slots of an epoch in one go, which is quick but no more sure than one by one.
     *
     * @return for each slot what {@link #create} would have said
     */
    List<Boolean> seal(long epoch, long fromSlot, int slots);

    /**
     * Copies a slot's content, with the revision it has, to replicas that lack it.
     *
     * @return true when a quorum holds it
     */
    boolean repair(SlotId slot, SlotContent content);

    /**
     * The contents of slots from one on, for as long as each next one is there and no seal is seen; some may be missing that are
     * there.
     *
     * @param limit 1 to {@link #PAGE_MAX}
     */
    List<SlotContent.Entry> entries(long epoch, long fromSlot, int limit);

    /** An epoch that exists, as high as one is seen, 0 without any; higher ones may exist. Empty when nobody answers. */
    OptionalLong highestEpoch();

    /**
     * Makes the database for an epoch's entries. To be asked once for an epoch: two requests that both seem to fail may make two
     * databases of one name on two nodes, of which the cluster later forgets one, with all it holds.
     *
     * @return true when this request made it, on a quorum
     */
    boolean createLog(long epoch);

    /** Whether a server says that the database for an epoch's entries is not there; it may be on its way to that server. */
    boolean isLogGone(long epoch);

    /** Epochs that have a database for their entries, as far as is seen. */
    List<Long> logs();

    /** Drops an epoch's entries for ever. @return true when they are gone */
    boolean dropLog(long epoch);

    /** The position before which the log is not needed any more; 1 when none was ever noted. */
    long checkpoint();

    /** Notes a position that only grows. @return true when it, or a later one, is noted for sure */
    boolean checkpoint(long lsn);

    /** Replicas that must have taken a create: 2 of 3, 1 of 1. */
    int quorum();

    /** What one replica says of a slot. */
    sealed interface Replica {
        /** Did not answer. */
        record Silent() implements Replica {}

        /** Its leaves; empty when it never took anything there. */
        record Holds(Set<SlotContent> leaves) implements Replica {
            public Holds {
                leaves = Set.copyOf(leaves);
            }
        }
    }
}
