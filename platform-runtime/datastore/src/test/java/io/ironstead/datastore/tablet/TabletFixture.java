package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.store.MemoryRowStore;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A tablet on rows in memory and a log that a test can break, with short words for what tests do. */
abstract class TabletFixture {
    final TestClock clock = new TestClock();
    MemoryLog log = new MemoryLog();
    RowStore store = new MemoryRowStore();
    Tablet tablet;

    @BeforeEach
    void openTablet() throws InterruptedException {
        tablet = Tablet.open(TabletSettings.of("shop", ""), store, log.lead(), clock, () -> {});
    }

    @AfterEach
    void closeTablet() {
        tablet.close();
    }

    /** The process is gone, its disk too; the log is not. */
    void restart() throws InterruptedException {
        tablet.close();
        store = new MemoryRowStore();
        openTablet();
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static Key key(String name) {
        return new Key("shop", "", "", List.of(PathElement.of("Thing", name)));
    }

    static Key key(long id) {
        return new Key("shop", "", "", List.of(PathElement.of("Thing", id)));
    }

    static Key incomplete() {
        return new Key("shop", "", "", List.of(PathElement.incomplete("Thing")));
    }

    static Entity thing(Key key, long number) {
        return Entity.of(key, Property.of("n", PropertyValue.indexed(new Value.Int(number))));
    }

    static Entity thing(String name, long number) {
        return thing(key(name), number);
    }

    CommitResult commit(Mutation... mutations) {
        return tablet.commit(CommitRequest.of(mutations), soon());
    }

    CommitResult put(String name, long number) {
        return commit(Mutation.upsert(thing(name, number)));
    }

    CommitResult commit(TransactionId transaction, Mutation... mutations) {
        return tablet.commit(CommitRequest.of(transaction, List.of(mutations)), soon());
    }

    TransactionId begin() {
        return tablet.begin(TransactionOptions.READ_WRITE);
    }

    Optional<StoredEntity> stored(String name, ReadFrom from) {
        return tablet.lookup(List.of(key(name)), from, soon()).entities().getFirst();
    }

    Optional<Long> number(String name, ReadFrom from) {
        return stored(name, from).map(StoredEntity::entity).map(TabletFixture::number);
    }

    Optional<Long> number(String name) {
        return number(name, ReadFrom.Latest.LATEST);
    }

    Optional<Long> number(String name, TransactionId transaction) {
        return number(name, new ReadFrom.Transaction(transaction));
    }

    static long number(Entity entity) {
        return ((Value.Int)
                        entity.property("n").orElseThrow().values().getFirst().value())
                .value();
    }

    List<Long> numbersFrom(long least, ReadFrom from) {
        var query = Query.ofKind("", "Thing")
                .where(new Filter.Compare("n", Filter.Operator.GREATER_OR_EQUAL, new Value.Int(least)));
        return tablet.run(query, from, PageLimit.DEFAULT, soon()).rows().stream()
                .map(row -> number(row.entity().entity()))
                .toList();
    }

    List<Long> numbersFrom(long least) {
        return numbersFrom(least, ReadFrom.Latest.LATEST);
    }

    static Problem problem(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(DatastoreException.class);
        return ((DatastoreException) thrown).problem();
    }
}
