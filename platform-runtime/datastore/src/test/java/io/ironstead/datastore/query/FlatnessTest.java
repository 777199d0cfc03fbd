package io.ironstead.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A query touches about as many rows as it answers, however many entities there are. */
class FlatnessTest {
    private static final int ENTITIES = 100_000;
    private static final TestDatabase DATABASE = new TestDatabase();

    /** {@code group} has 100 entities per value, {@code half} two values, {@code number} is unique, {@code tags} are two of 1,000. */
    @BeforeAll
    static void fill() {
        DATABASE.declare(List.of(
                new IndexDefinition("T", false, List.of(Order.ascending("group"), Order.descending("number"))),
                new IndexDefinition("T", false, List.of(Order.ascending("half"), Order.descending("number"))),
                new IndexDefinition("T", true, List.of(Order.ascending("number")))));
        for (int i = 0; i < ENTITIES; i++) {
            var path = List.of(PathElement.of("P", 1 + i % 5_000), PathElement.of("T", 1 + i));
            DATABASE.put(Entity.of(
                    new Key("shop", "", "", path),
                    Property.of("group", integer(i % 1_000)),
                    Property.of("half", integer(i % 2)),
                    Property.of("number", integer(i)),
                    Property.list("tags", List.of(integer(i % 1_000), integer((i + 1) % 1_000)))));
        }
    }

    private static PropertyValue integer(long value) {
        return PropertyValue.indexed(new Value.Int(value));
    }

    @Test
    void anEqualityReadsItsOwnRows() {
        assertThat(rows(all().where(equal("group", 7)).limit(20))).isLessThanOrEqualTo(45);
        assertThat(rows(all().where(equal("tags", 7)).limit(20))).isLessThanOrEqualTo(45);
        assertThat(rows(all().where(equal("half", 1)).limit(20).project(Query.KEY)))
                .isLessThanOrEqualTo(25);
    }

    @Test
    void equalitiesTogetherReadWhatTheRarestOfThemHas() {
        assertThat(rows(all().where(and(equal("half", 1), equal("group", 7))).limit(20)))
                .isLessThanOrEqualTo(140);
        assertThat(rows(all().where(and(equal("half", 0), equal("group", 7))).limit(20)))
                .as("no entity has both")
                .isLessThanOrEqualTo(450);
        assertThat(rows(all().where(and(equal("tags", 7), equal("tags", 8))).limit(20)))
                .isLessThanOrEqualTo(140);
    }

    @Test
    void ordersAndRangesAreReadFromTheirBeginning() {
        assertThat(rows(all().orderBy(Order.descending("number")).limit(20))).isLessThanOrEqualTo(45);
        assertThat(rows(all().where(compare("number", Operator.GREATER, 50_000)).limit(20)))
                .isLessThanOrEqualTo(45);
        assertThat(rows(all().where(compare("number", Operator.NOT_EQUAL, 3)).limit(20)))
                .isLessThanOrEqualTo(50);
        assertThat(rows(all().where(
                                and(compare("number", Operator.GREATER, 50_000), compare("group", Operator.LESS, 900)))
                        .limit(20)))
                .as("no composite index: the 100 entities of the first value are sorted")
                .isLessThanOrEqualTo(250);
    }

    @Test
    void compositesServeEqualitiesWithAnOrder() {
        var group = all().where(equal("group", 7)).orderBy(Order.descending("number"));
        assertThat(rows(group.limit(20))).isLessThanOrEqualTo(45);
        assertThat(rows(all().where(equal("group", 7))
                        .orderBy(Order.ascending("number"))
                        .limit(20)))
                .as("backwards")
                .isLessThanOrEqualTo(45);
        assertThat(rows(all().where(and(equal("group", 7), equal("half", 1)))
                        .orderBy(Order.descending("number"))
                        .limit(20)))
                .as("zigzag of two composites")
                .isLessThanOrEqualTo(140);
        var either = new Filter.In("group", List.of(new Value.Int(7), new Value.Int(9), new Value.Int(11)));
        assertThat(rows(all().where(either).orderBy(Order.descending("number")).limit(20)))
                .as("three scans merged")
                .isLessThanOrEqualTo(55);
    }

    @Test
    void anAncestorsFamilyIsReadAlone() {
        var parent = new Filter.HasAncestor(new Key("shop", "", "", List.of(PathElement.of("P", 42))));
        assertThat(rows(all().where(parent).limit(20))).isLessThanOrEqualTo(45);
        assertThat(rows(all().where(and(parent, equal("half", 1))).limit(20))).isLessThanOrEqualTo(100);
        assertThat(rows(all().where(parent).orderBy(Order.ascending("number")).limit(20)))
                .isLessThanOrEqualTo(45);
        assertThat(rows(all().where(parent).orderBy(Order.descending("group")).limit(20)))
                .as("no index: 20 entities are sorted")
                .isLessThanOrEqualTo(70);
        var kindless = new Query(
                "",
                Optional.empty(),
                Optional.of(parent),
                List.of(),
                List.of(),
                List.of(),
                0,
                Optional.of(20),
                Optional.empty(),
                Optional.empty());
        assertThat(rows(kindless)).isLessThanOrEqualTo(45);
    }

    @Test
    void aCursorGoesStraightToItsPlace() {
        var first = run(all().where(equal("half", 1)).limit(300)).page();
        assertThat(first.rows()).hasSize(300);
        var second = run(all().where(equal("half", 1)).from(first.end(), 0, Optional.of(20)));
        assertThat(second.page().rows()).hasSize(20);
        assertThat(second.scanned().rows()).isLessThanOrEqualTo(45);
    }

    private static long rows(Query query) {
        return run(query).scanned().rows();
    }

    private static QueryRun run(Query query) {
        return new QueryRunner("shop", "")
                .run(query, DATABASE, DATABASE.catalog(), PageLimit.DEFAULT, Deadline.in(Duration.ofMinutes(1)));
    }

    private static Query all() {
        return Query.ofKind("", "T");
    }

    private static Filter equal(String property, long value) {
        return compare(property, Operator.EQUAL, value);
    }

    private static Filter compare(String property, Operator operator, long value) {
        return new Filter.Compare(property, operator, new Value.Int(value));
    }

    private static Filter and(Filter... filters) {
        return new Filter.And(List.of(filters));
    }
}
