package io.ironstead.datastore.log;

/** One write-once document of a tablet's log. */
public sealed interface SlotId {

    /** From 1. */
    long epoch();

    /** Whose epoch it is. Never sealed. */
    record Owner(long epoch) implements SlotId {}

    /** Slot 0: what the epoch's log begins with. */
    record Decision(long epoch) implements SlotId {}

    /** Slots 1, 2, ...: the epoch's entries. */
    record Entry(long epoch, long slot) implements SlotId {}
}
