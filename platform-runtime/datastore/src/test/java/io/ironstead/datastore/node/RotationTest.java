package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.documents.CouchDocuments;
import io.ironstead.datastore.log.CouchSlotStore;
import io.ironstead.datastore.log.LogSettings;
import io.ironstead.datastore.log.TabletLog;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.store.MemoryRowStore;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.datastore.tablet.Tablet;
import io.ironstead.datastore.tablet.TabletCommitLog;
import io.ironstead.datastore.tablet.TabletSettings;
import io.ironstead.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints keep the log short, and with it gone the documents have everything. */
class RotationTest {
    private static final int ROTATE_SLOTS = 20;

    @TempDir
    Path folder;

    private TestCouch couch;
    private TabletName shop;
    private CouchSlotStore slots;
    private CouchDocuments documents;
    private RowStore rows = new MemoryRowStore();

    @BeforeEach
    void start() {
        couch = TestCouch.start(folder);
        shop = new TabletName(couch.site("shop"), "");
        CouchSlotStore.createMeta(couch.client(), couch.copies());
        slots = new CouchSlotStore(couch.client(), shop, couch.copies());
        documents = new CouchDocuments(couch.client(), shop.entities(), couch.copies());
    }

    @AfterEach
    void stop() {
        couch.close();
    }

    private Tablet open() throws InterruptedException {
        var world = new TabletLog.World(
                new Random(1),
                attempt -> TimeUnit.MILLISECONDS.sleep(1),
                Thread.ofVirtual().factory(),
                System::nanoTime);
        var settings = LogSettings.of("test", slots.checkpoint()).withRotateSlots(ROTATE_SLOTS);
        var log = new TabletCommitLog(TabletLog.takeOver(slots, settings, world, () -> {}), slots);
        if (!Tablet.canGoOn(rows, log)) {
            rows = new MemoryRowStore();
            Tablet.restore(TabletSettings.of(shop.site(), ""), rows, log.firstLsn(), documents);
        }
        return Tablet.open(TabletSettings.of(shop.site(), ""), rows, log, InstantSource.system(), () -> {});
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private void put(Datastore datastore, long id) {
        var key = new Key(shop.site(), "", "", List.of(PathElement.of("Thing", id)));
        datastore.commit(
                CommitRequest.of(
                        Mutation.upsert(Entity.of(key, Property.of("n", PropertyValue.indexed(new Value.Int(id)))))),
                soon());
    }

    private static List<Long> ids(Datastore shop) {
        return shop.run(Query.ofKind("", "Thing"), ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon()).rows().stream()
                .map(row -> ((Value.Int) row.entity()
                                .entity()
                                .property("n")
                                .orElseThrow()
                                .values()
                                .getFirst()
                                .value())
                        .value())
                .toList();
    }

    @Test
    void theLogStaysShortAndNothingIsLost() throws InterruptedException {
        long next = 1;
        var tablet = open();
        for (int round = 0; round < 9; round++) {
            for (int i = 0; i < 30; i++) {
                put(tablet, next++);
            }
            assertThat(tablet.checkpoint(documents)).isTrue();
            assertThat(slots.logs()).as("round %d", round).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(slots.logs()).as("the first epoch's log is gone").doesNotContain(1L);
        tablet.close();

        rows = new MemoryRowStore();
        tablet = open();
        assertThat(ids(tablet))
                .isEqualTo(
                        IntStream.range(1, (int) next).mapToObj(Long::valueOf).toList());
        put(tablet, next);
        assertThat(ids(tablet)).hasSize((int) next);
        tablet.close();
    }
}
