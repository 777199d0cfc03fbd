package io.ironstead.datastore.log;

import io.ironstead.couch.CouchClient;
import io.ironstead.couch.CouchDocument;
import io.ironstead.couch.CouchRefusedException;
import io.ironstead.couch.CouchUnavailableException;
import io.ironstead.couch.DatabaseCreated;
import io.ironstead.couch.DatabaseName;
import io.ironstead.couch.KeyRange;
import io.ironstead.couch.Written;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tablet's log in CouchDB: owners, decisions and the checkpoint in one database for all tablets, each epoch's entries in a
 * database of their own (SEAL.md 2).
 */
public final class CouchSlotStore implements SlotStore {
    /** Owners, decisions and checkpoints of all tablets. */
    public static final DatabaseName META = new DatabaseName("ds_meta");

    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(CouchSlotStore.class);

    private final CouchClient couch;
    private final TabletName tablet;
    private final int copies;

    /** @param copies replicas of every document: 1 for a single server, 3 for a cluster */
    public CouchSlotStore(CouchClient couch, TabletName tablet, int copies) {
        if (copies < 1) {
            throw new IllegalArgumentException("A document has at least one copy");
        }
        this.couch = couch;
        this.tablet = tablet;
        this.copies = copies;
    }

    /** Makes the database of all tablets. @return true when it is there for sure */
    public static boolean createMeta(CouchClient couch, int copies) {
        return isThere(couch, META, copies);
    }

    private static boolean isThere(CouchClient couch, DatabaseName database, int copies) {
        try {
            var created = couch.create(database, 1, copies, Deadline.in(CALL_MAX));
            return created == DatabaseCreated.CREATED || created == DatabaseCreated.EXISTS;
        } catch (CouchUnavailableException silent) {
            return false;
        }
    }

    @Override
    public boolean create(SlotId slot, SlotContent content) {
        try {
            var written = couch.insert(database(slot), id(slot), SlotJson.write(content), Deadline.in(CALL_MAX));
            if (written instanceof Written.Refused(var error, var reason)) {
                log.atError()
                        .addKeyValue("tablet", tablet)
                        .addKeyValue("slot", slot)
                        .addKeyValue("error", error)
                        .addKeyValue("reason", reason)
                        .log("CouchDB refuses a document of the log");
            }
            return written instanceof Written.Stored;
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            return false;
        }
    }

    @Override
    public List<Boolean> seal(long epoch, long fromSlot, int slots) {
        List<ObjectNode> seals = LongStream.range(fromSlot, fromSlot + slots)
                .mapToObj(n -> SlotJson.write(SlotContent.Seal.SEAL).put("_id", id(new SlotId.Entry(epoch, n))))
                .toList();
        return quietly(
                () -> couch.write(tablet.log(epoch), seals, Deadline.in(CALL_MAX)).stream()
                        .map(written -> written instanceof Written.Stored)
                        .toList(),
                Collections.nCopies(slots, false));
    }

    @Override
    public List<Replica> replicas(SlotId slot) {
        return quietly(
                () -> couch.replicas(database(slot), id(slot), Deadline.in(CALL_MAX)).stream()
                        .map(CouchSlotStore::replica)
                        .toList(),
                List.of());
    }

    private static Replica replica(Optional<List<CouchDocument>> leaves) {
        return leaves.<Replica>map(documents -> new Replica.Holds(documents.stream()
                        .filter(document -> !document.deleted())
                        .map(document -> SlotJson.read(document.json()))
                        .collect(Collectors.toSet())))
                .orElseGet(Replica.Silent::new);
    }

    @Override
    public boolean repair(SlotId slot, SlotContent content) {
        return quietly(
                () -> {
                    var found = couch.replicas(database(slot), id(slot), Deadline.in(CALL_MAX)).stream()
                            .flatMap(leaves -> leaves.stream().flatMap(List::stream))
                            .filter(document -> SlotJson.read(document.json()).equals(content))
                            .findFirst();
                    return found.isPresent()
                            && couch.copy(database(slot), found.get(), Deadline.in(CALL_MAX)) instanceof Written.Stored;
                },
                false);
    }

    @Override
    public List<SlotContent.Entry> entries(long epoch, long fromSlot, int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("Entries are read 1 to " + PAGE_MAX + " at a time, not " + limit);
        }
        var range = KeyRange.between(
                id(new SlotId.Entry(epoch, fromSlot)), id(new SlotId.Entry(epoch, fromSlot + limit - 1)), limit);
        return quietly(
                () -> {
                    List<SlotContent.Entry> entries = new ArrayList<>();
                    for (var document : couch.range(tablet.log(epoch), range, Deadline.in(CALL_MAX))) {
                        boolean next = document.id().equals(id(new SlotId.Entry(epoch, fromSlot + entries.size())));
                        if (!next || !(SlotJson.read(document.json()) instanceof SlotContent.Entry entry)) {
                            return entries;
                        }
                        entries.add(entry);
                    }
                    return entries;
                },
                List.of());
    }

    @Override
    public OptionalLong highestEpoch() {
        var range = new KeyRange(Optional.of("E!" + tablet + "!~"), Optional.of("E!" + tablet + "!"), true, 1);
        return quietly(
                () -> OptionalLong.of(couch.range(META, range, Deadline.in(CALL_MAX)).stream()
                        .mapToLong(document -> Long.parseUnsignedLong(
                                document.id().substring(document.id().lastIndexOf('!') + 1), 16))
                        .findFirst()
                        .orElse(0)),
                OptionalLong.empty());
    }

    @Override
    public boolean createLog(long epoch) {
        return quietly(
                () -> couch.create(tablet.log(epoch), 1, copies, Deadline.in(CALL_MAX)) == DatabaseCreated.CREATED,
                false);
    }

    @Override
    public boolean isLogGone(long epoch) {
        return quietly(() -> !couch.exists(tablet.log(epoch), Deadline.in(CALL_MAX)), false);
    }

    @Override
    public List<Long> logs() {
        return quietly(
                () -> couch.databases(tablet.logs(), Deadline.in(CALL_MAX)).stream()
                        .map(database -> TabletName.epoch(database))
                        .toList(),
                List.of());
    }

    @Override
    public boolean dropLog(long epoch) {
        return quietly(
                () -> {
                    couch.drop(tablet.log(epoch), Deadline.in(CALL_MAX));
                    return true;
                },
                false);
    }

    @Override
    public long checkpoint() {
        // Of two leaders that noted one at the same time CouchDB may show the lower.
        return couch.leaves(META, checkpointId(), Deadline.in(CALL_MAX)).stream()
                .mapToLong(document -> document.json().path("lsn").asLong(1))
                .max()
                .orElse(1L);
    }

    @Override
    public boolean checkpoint(long lsn) {
        return quietly(
                () -> {
                    if (checkpoint() >= lsn) {
                        return true;
                    }
                    var noted = couch.find(META, checkpointId(), Deadline.in(CALL_MAX));
                    var content = JsonNodeFactory.instance.objectNode().put("lsn", lsn);
                    var written = noted.isPresent()
                            ? couch.update(META, checkpointId(), noted.get().revision(), content, Deadline.in(CALL_MAX))
                            : couch.insert(META, checkpointId(), content, Deadline.in(CALL_MAX));
                    return written instanceof Written.Stored;
                },
                false);
    }

    @Override
    public int quorum() {
        return copies / 2 + 1;
    }

    private String checkpointId() {
        return "C!" + tablet;
    }

    private DatabaseName database(SlotId slot) {
        return slot instanceof SlotId.Entry ? tablet.log(slot.epoch()) : META;
    }

    private String id(SlotId slot) {
        return switch (slot) {
            case SlotId.Owner(long epoch) -> "E!" + tablet + "!" + hex(epoch);
            case SlotId.Decision(long epoch) -> "D!" + tablet + "!" + hex(epoch);
            case SlotId.Entry(long epoch, long n) -> "L!" + tablet + "!" + hex(epoch) + "!" + hex(n);
        };
    }

    private static String hex(long number) {
        return String.format("%016x", number);
    }

    /** A store that is down, or a database that is gone, is silent: the protocol looks again. */
    private <T> T quietly(Supplier<T> call, T otherwise) {
        try {
            return call.get();
        } catch (CouchUnavailableException | CouchRefusedException failed) {
            log.atDebug().addKeyValue("tablet", tablet).setCause(failed).log("CouchDB could not be asked");
            return otherwise;
        }
    }
}
