package io.ironstead.datastore.log.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Watches what leaders tell and read, and says what promise of SEAL.md section 5 is broken. */
final class Ledger {
    private record Told(long epoch, long lsn, String entry) {}

    private final List<Told> told = new ArrayList<>();
    private final TreeMap<Long, List<String>> established = new TreeMap<>();
    private @Nullable String broken;

    /** A leader told its users that an entry is durable. */
    void acknowledged(long epoch, long lsn, String entry) {
        for (Told other : told) {
            if (other.lsn() == lsn && !other.entry().equals(entry)) {
                fail("two acknowledged entries at " + lsn + ": " + other.entry() + " and " + entry);
            }
        }
        told.add(new Told(epoch, lsn, entry));
        established.tailMap(epoch, false).forEach((later, log) -> check(told.getLast(), later, log));
    }

    /** A leader begins to serve, and this is its log. Entry i lies at position i + 1; holes are parts of longer entries. */
    void established(long epoch, List<String> log) {
        for (Told one : told) {
            if (one.epoch() < epoch) {
                check(one, epoch, log);
            }
        }
        established.headMap(epoch).forEach((earlier, its) -> checkPrefix(earlier, its, epoch, log));
        established.tailMap(epoch, false).forEach((later, its) -> checkPrefix(epoch, log, later, its));
        established.put(epoch, log);
    }

    private void check(Told one, long epoch, List<String> log) {
        if (log.size() < one.lsn() || !log.get((int) one.lsn() - 1).equals(one.entry())) {
            fail("the log of epoch " + epoch + " lacks " + one + ": " + log);
        }
    }

    private void checkPrefix(long earlier, List<String> shorter, long later, List<String> longer) {
        if (longer.size() < shorter.size() || !longer.subList(0, shorter.size()).equals(shorter)) {
            fail("the log of epoch " + earlier + ", " + shorter + ", is no beginning of that of " + later + ", "
                    + longer);
        }
    }

    private void fail(String what) {
        if (broken == null) {
            broken = what;
        }
    }

    @Nullable
    String broken() {
        return broken;
    }

    int acknowledgements() {
        return told.size();
    }

    int leaders() {
        return established.size();
    }
}
