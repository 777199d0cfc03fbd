package io.ironstead.datastore.log;

import java.util.Arrays;
import java.util.List;

/** What a slot may hold. Equal contents are the same document, byte for byte. */
public sealed interface SlotContent {

    /** Nobody writes here any more. The same for everyone. */
    record Seal() implements SlotContent {
        public static final Seal SEAL = new Seal();
    }

    /**
     * @param node who it is, for people
     * @param nonce random, so that two owners never write the same document
     */
    record Owner(String node, long nonce) implements SlotContent {}

    /** What every log of this epoch and of later ones begins with. */
    record Decision(long nonce, List<Span> history) implements SlotContent {
        public Decision {
            history = List.copyOf(history);
        }
    }

    /**
     * Entries of an earlier epoch that belong to the log.
     *
     * @param firstLsn position of its slot 1 in the whole log, from 1
     * @param slots how many of its slots belong to the log
     */
    record Span(long epoch, long firstLsn, long slots) {
        long nextLsn() {
            return firstLsn + slots;
        }
    }

    /**
     * A part of the log.
     *
     * @param more whether the next slot goes on with the same entry
     * @param bytes not to be changed
     */
    record Entry(long nonce, boolean more, byte[] bytes) implements SlotContent {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && nonce == that.nonce
                    && more == that.more
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(nonce) * 31 + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Entry[" + bytes.length + " bytes" + (more ? ", more" : "") + "]";
        }
    }
}
