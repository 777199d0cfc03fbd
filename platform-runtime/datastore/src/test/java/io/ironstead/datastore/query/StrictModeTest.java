package io.ironstead.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Google's first datastore refused; the cases of the minimal index are those its documentation tells. */
class StrictModeTest {
    private static final Filter PARENT =
            new Filter.HasAncestor(new Key("shop", "", "", List.of(PathElement.of("P", 1))));

    private final TestDatabase database = new TestDatabase();

    @Test
    void builtInIndexesServeWhatTheyAlwaysServed() {
        assertServed(all());
        assertServed(all().where(PARENT));
        assertServed(all().where(and(equal("a"), equal("b"), PARENT)));
        assertServed(all().where(greater("a")));
        assertServed(all().where(greater("a")).orderBy(Order.descending("a")));
        assertServed(all().orderBy(Order.descending("a")));
        assertServed(all().where(equal("a")).orderBy(Order.descending("a")));
        assertServed(all().orderBy(Order.ascending("a"), Order.ascending(Query.KEY)));
        assertServed(all().project("a"));
    }

    @Test
    void theMinimalIndexFollowsThePublishedRule() {
        assertNeeds(all().where(equal("b")).orderBy(Order.ascending("a")), index(false, "b", "a"));
        assertNeeds(all().where(and(equal("b"), equal("a"), greater("c"))), index(false, "a", "b", "c"));
        assertNeeds(all().where(and(PARENT, greater("c"))), index(true, "c"));
        assertNeeds(
                all().where(and(equal("b"), greater("c")))
                        .orderBy(Order.descending("c"), Order.ascending("b"), Order.ascending("a")),
                index(false, "b", "-c", "a"));
        assertNeeds(
                all().orderBy(Order.ascending("b"), Order.descending("a"), Order.ascending(Query.KEY)),
                index(false, "b", "-a"));
        assertNeeds(all().orderBy(Order.descending(Query.KEY)), index(false, "-" + Query.KEY));
        assertNeeds(all().project("b", "a"), index(false, "a", "b"));
        assertNeeds(
                all().where(equal("c")).project("b", "a").orderBy(Order.descending("b")), index(false, "c", "-b", "a"));
    }

    @Test
    void existingIndexesAreTakenIntoAccountTogether() {
        var query = all().where(and(equal("a"), equal("b"), equal("d"))).orderBy(Order.descending("c"));
        database.declare(List.of(index(false, "a", "-c")));
        assertNeeds(query, index(false, "b", "d", "-c"));
        database.declare(List.of(index(false, "a", "-c"), index(false, "d", "b", "-c")));
        assertServed(query);
        database.declare(List.of(index(false, "a", "c"), index(false, "d", "b", "-c")));
        assertNeeds(query, index(false, "a", "-c"));
        database.declare(List.of(index(true, "a", "b", "d", "-c")));
        assertNeeds(query, index(false, "a", "b", "d", "-c"));
    }

    @Test
    void severalInequalitiesAreRefusedInGooglesWords() {
        assertRefused(
                all().where(and(greater("v"), greater("w"))),
                "Only one inequality filter per query is supported.  Encountered both v and w");
        assertRefused(
                all().where(greater("v")).orderBy(Order.ascending("w")),
                "The first sort property must be the same as the property to which the inequality filter is applied."
                        + "  In your query the first sort property is w but the inequality filter is on v");
    }

    private static Query all() {
        return Query.ofKind("", "T");
    }

    private static Filter and(Filter... filters) {
        return new Filter.And(List.of(filters));
    }

    private static Filter equal(String property) {
        return new Filter.Compare(property, Operator.EQUAL, new Value.Int(1));
    }

    private static Filter greater(String property) {
        return new Filter.Compare(property, Operator.GREATER, new Value.Int(1));
    }

    private static IndexDefinition index(boolean ancestor, String... columns) {
        var orders = List.of(columns).stream()
                .map(column -> column.startsWith("-") ? Order.descending(column.substring(1)) : Order.ascending(column))
                .toList();
        return new IndexDefinition("T", ancestor, orders);
    }

    private void assertServed(Query query) {
        assertThat(run(query).page().rows()).isEmpty();
    }

    private void assertNeeds(Query query, IndexDefinition minimal) {
        assertThat(refusal(query)).isEqualTo(new Problem.NeedIndex(minimal));
        var more = new ArrayList<IndexDefinition>(List.of(minimal));
        database.catalog().states().forEach(state -> more.add(state.definition()));
        database.declare(more);
        assertServed(query);
        database.declare(List.of());
    }

    private void assertRefused(Query query, String message) {
        assertThat(refusal(query)).isEqualTo(new Problem.Invalid(message));
    }

    private Problem refusal(Query query) {
        return catchThrowableOfType(DatastoreException.class, () -> run(query)).problem();
    }

    private QueryRun run(Query query) {
        return new QueryRunner("shop", "", () -> true)
                .run(query, database, database.catalog(), PageLimit.DEFAULT, Deadline.in(Duration.ofMinutes(1)));
    }
}
