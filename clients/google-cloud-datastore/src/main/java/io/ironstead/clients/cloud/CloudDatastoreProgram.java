package io.ironstead.clients.cloud;

import static io.ironstead.clients.checks.Checks.refused;
import static io.ironstead.clients.checks.Checks.same;
import static io.ironstead.clients.checks.Checks.yes;

import com.google.cloud.Timestamp;
import com.google.cloud.datastore.Blob;
import com.google.cloud.datastore.Cursor;
import com.google.cloud.datastore.Datastore;
import com.google.cloud.datastore.DatastoreException;
import com.google.cloud.datastore.DatastoreOptions;
import com.google.cloud.datastore.Entity;
import com.google.cloud.datastore.FullEntity;
import com.google.cloud.datastore.Key;
import com.google.cloud.datastore.LatLng;
import com.google.cloud.datastore.ListValue;
import com.google.cloud.datastore.NullValue;
import com.google.cloud.datastore.PathElement;
import com.google.cloud.datastore.Query;
import com.google.cloud.datastore.QueryResults;
import com.google.cloud.datastore.StringValue;
import com.google.cloud.datastore.StructuredQuery;
import com.google.cloud.datastore.StructuredQuery.CompositeFilter;
import com.google.cloud.datastore.StructuredQuery.OrderBy;
import com.google.cloud.datastore.StructuredQuery.PropertyFilter;
import com.google.cloud.datastore.aggregation.Aggregation;
import io.ironstead.clients.checks.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** google-cloud-datastore for Java, as its users use it; the project and the host come from the environment. */
public final class CloudDatastoreProgram {
    private static final String FRUIT = "Fruit";

    private final Datastore datastore = DatastoreOptions.getDefaultInstance().getService();

    private CloudDatastoreProgram() {}

    public static void main(String[] words) {
        var program = new CloudDatastoreProgram();
        System.out.print(program.checks().run());
        System.exit(0);
    }

    private Checks checks() {
        return new Checks()
                .add("every kind of value comes back", this::values)
                .add("absent keys are told apart", this::absentKeys)
                .add("ids are given, allocated and reserved", this::ids)
                .add("add and update know what is there", this::addAndUpdate)
                .add("filters and orders", this::filters)
                .add("in, not in, not equal and or", this::disjunctions)
                .add("a cursor goes on where it stopped", this::cursors)
                .add("projections and distinct", this::projections)
                .add("count, sum and average", this::aggregations)
                .add("gql with bindings", this::gql)
                .add("a transaction is all or nothing", this::transactions)
                .add("the second of two transactions is refused", this::contention)
                .add("runInTransaction tries again", this::retries)
                .add("a read-only transaction sees one moment", this::readOnly)
                .add("namespaces are apart", this::namespaces)
                .add("a batch of 500", this::batch);
    }

    private Key key(String kind, String name) {
        return datastore.newKeyFactory().setKind(kind).newKey(name);
    }

    private Key fruit(int number) {
        return datastore
                .newKeyFactory()
                .addAncestor(PathElement.of("Basket", "java"))
                .setKind(FRUIT)
                .newKey("f%02d".formatted(number));
    }

    private void plant() {
        var colours = List.of("red", "green", "blue");
        datastore.put(IntStream.range(0, 12)
                .mapToObj(n -> Entity.newBuilder(fruit(n))
                        .set("n", n)
                        .set("colour", colours.get(n % 3))
                        .set("tags", "all", "t" + n % 4)
                        .build())
                .toArray(Entity[]::new));
    }

    private List<String> names(Query<Entity> query) {
        var names = new ArrayList<String>();
        datastore.run(query).forEachRemaining(each -> names.add(each.getKey().getName()));
        return names;
    }

    private List<String> where(StructuredQuery.Filter filter, OrderBy... orders) {
        var query = Query.newEntityQueryBuilder().setKind(FRUIT).setFilter(filter);
        for (var order : orders) {
            query.addOrderBy(order);
        }
        return names(query.build());
    }

    private void values() {
        var inner = FullEntity.newBuilder().set("a", 1).set("b", NullValue.of()).build();
        var entity = Entity.newBuilder(key("Value", "all"))
                .set("yes", true)
                .set("big", Long.MAX_VALUE)
                .set("real", -0.1)
                .set("short", "日本")
                .set(
                        "text",
                        StringValue.newBuilder("ü".repeat(3000))
                                .setExcludeFromIndexes(true)
                                .build())
                .set("blob", Blob.copyFrom(new byte[] {0, -1, 7}))
                .set("at", Timestamp.ofTimeSecondsAndNanos(1_700_000_000L, 123_456_000))
                .set("where", LatLng.of(52.5, -13.25))
                .set("key", key("Other", "x"))
                .set("inner", inner)
                .setNull("nothing")
                .set(
                        "mixed",
                        ListValue.newBuilder()
                                .addValue(1)
                                .addValue("a")
                                .addValue(2.5)
                                .build())
                .set("empty", ListValue.newBuilder().build())
                .build();
        datastore.put(entity);
        same(datastore.get(entity.getKey()), entity);
    }

    private void absentKeys() {
        var here = key("Here", "1");
        datastore.put(Entity.newBuilder(here).set("a", 1).build());
        var found = datastore.fetch(here, key("Here", "2"));
        same(found.get(0).getLong("a"), 1L);
        same(found.get(1), null);
        datastore.delete(here, here);
        same(datastore.get(here), null);
    }

    private void ids() {
        var factory = datastore.newKeyFactory().setKind("Numbered");
        var made = datastore.put(
                FullEntity.newBuilder(factory.newKey()).set("a", 1).build());
        yes(made.getKey().getId() > 0, made);
        same(
                datastore.allocateId(factory.newKey(), factory.newKey()).stream()
                        .distinct()
                        .count(),
                2L);
        same(datastore.reserveIds(factory.newKey(77)).size(), 1);
    }

    private void addAndUpdate() throws Exception {
        var entity = Entity.newBuilder(key("Once", "1")).set("a", 1).build();
        datastore.delete(entity.getKey());
        same(refused(DatastoreException.class, () -> datastore.update(entity)).getReason(), "NOT_FOUND");
        datastore.add(entity);
        same(refused(DatastoreException.class, () -> datastore.add(entity)).getReason(), "ALREADY_EXISTS");
    }

    private void filters() {
        plant();
        same(where(PropertyFilter.eq("colour", "green")), List.of("f01", "f04", "f07", "f10"));
        same(
                where(CompositeFilter.and(PropertyFilter.ge("n", 4), PropertyFilter.lt("n", 8)), OrderBy.desc("n")),
                List.of("f07", "f06", "f05", "f04"));
        same(
                where(CompositeFilter.and(PropertyFilter.eq("tags", "all"), PropertyFilter.eq("tags", "t1"))),
                List.of("f01", "f05", "f09"));
        same(
                where(PropertyFilter.hasAncestor(key("Basket", "java")), OrderBy.asc("colour"), OrderBy.desc("n"))
                        .subList(0, 5),
                List.of("f11", "f08", "f05", "f02", "f10"));
    }

    private void disjunctions() {
        plant();
        var byNumber = OrderBy.asc("n");
        same(where(PropertyFilter.in("n", ListValue.of(3, 1, 99)), byNumber), List.of("f01", "f03"));
        same(where(PropertyFilter.neq("n", 5), byNumber).size(), 11);
        same(
                where(PropertyFilter.not_in("n", ListValue.of(0, 1, 2, 3, 4, 5, 6, 7, 8)), byNumber),
                List.of("f09", "f10", "f11"));
        same(
                where(CompositeFilter.or(PropertyFilter.eq("n", 2), PropertyFilter.eq("colour", "red")), byNumber),
                List.of("f00", "f02", "f03", "f06", "f09"));
        same(
                where(CompositeFilter.and(PropertyFilter.gt("n", 3), PropertyFilter.gt("colour", "green")), byNumber),
                List.of("f06", "f09"));
    }

    private void cursors() {
        plant();
        var query = Query.newEntityQueryBuilder()
                .setKind(FRUIT)
                .setOrderBy(OrderBy.asc("n"))
                .setLimit(5);
        var seen = new ArrayList<Long>();
        int before;
        do {
            before = seen.size();
            QueryResults<Entity> page = datastore.run(query.build());
            page.forEachRemaining(each -> seen.add(each.getLong("n")));
            query.setStartCursor(Cursor.fromUrlSafe(page.getCursorAfter().toUrlSafe()));
        } while (seen.size() > before);
        same(seen, IntStream.range(0, 12).mapToObj(n -> (long) n).toList());
        var skipped = Query.newEntityQueryBuilder()
                .setKind(FRUIT)
                .setOrderBy(OrderBy.asc("n"))
                .setOffset(3)
                .setLimit(2);
        same(names(skipped.build()), List.of("f03", "f04"));
    }

    private void projections() {
        plant();
        var colours = new ArrayList<String>();
        datastore
                .run(Query.newProjectionEntityQueryBuilder()
                        .setKind(FRUIT)
                        .setProjection("colour")
                        .setDistinctOn("colour")
                        .setOrderBy(OrderBy.desc("colour"))
                        .build())
                .forEachRemaining(each -> colours.add(each.getString("colour")));
        same(colours, List.of("red", "green", "blue"));
        var keys = new ArrayList<Key>();
        datastore.run(Query.newKeyQueryBuilder().setKind(FRUIT).build()).forEachRemaining(keys::add);
        same(keys.size(), 12);
    }

    private void aggregations() {
        plant();
        var six = Query.newEntityQueryBuilder()
                .setKind(FRUIT)
                .setFilter(PropertyFilter.ge("n", 6))
                .build();
        var found = datastore
                .runAggregation(Query.newAggregationQueryBuilder()
                        .over(six)
                        .addAggregations(
                                Aggregation.count().as("count"),
                                Aggregation.sum("n").as("sum"),
                                Aggregation.avg("n").as("avg"))
                        .build())
                .get(0);
        same(found.getLong("count"), 6L);
        same(found.getLong("sum"), 51L);
        same(found.getDouble("avg"), 8.5);
        var some = Query.newAggregationQueryBuilder()
                .over(Query.newGqlQueryBuilder("AGGREGATE COUNT(*) AS total OVER (SELECT * FROM Fruit)")
                        .build())
                .build();
        same(datastore.runAggregation(some).get(0).getLong("total"), 12L);
    }

    private void gql() {
        plant();
        var query = Query.newGqlQueryBuilder(
                        Query.ResultType.ENTITY, "SELECT * FROM Fruit WHERE colour = @c AND n > @1 ORDER BY n LIMIT @2")
                .setBinding("c", "blue")
                .addBinding(3)
                .addBinding(2)
                .build();
        same(names(query), List.of("f05", "f08"));
    }

    private void transactions() {
        var one = key("Account", "1");
        var two = key("Account", "2");
        datastore.put(
                Entity.newBuilder(one).set("sum", 10).build(),
                Entity.newBuilder(two).set("sum", 0).build());
        var move = datastore.newTransaction();
        move.put(Entity.newBuilder(move.get(one)).set("sum", 6).build());
        move.put(Entity.newBuilder(move.get(two)).set("sum", 4).build());
        move.commit();
        var dropped = datastore.newTransaction();
        dropped.put(Entity.newBuilder(one).set("sum", -1).build());
        dropped.rollback();
        same(datastore.get(one).getLong("sum"), 6L);
        same(datastore.get(two).getLong("sum"), 4L);
    }

    private void contention() throws Exception {
        var account = key("Account", "3");
        datastore.put(Entity.newBuilder(account).set("sum", 0).build());
        var late = datastore.newTransaction();
        var seen = late.get(account);
        datastore.put(Entity.newBuilder(account).set("sum", 100).build());
        late.put(Entity.newBuilder(seen).set("sum", 1).build());
        same(refused(DatastoreException.class, late::commit).getReason(), "ABORTED");
        same(datastore.get(account).getLong("sum"), 100L);
    }

    private void retries() {
        var account = key("Account", "4");
        datastore.put(Entity.newBuilder(account).set("sum", 0).build());
        var attempts = new int[1];
        datastore.runInTransaction(access -> {
            var seen = access.get(account);
            if (attempts[0]++ == 0) {
                datastore.put(Entity.newBuilder(account).set("sum", 10).build());
            }
            access.put(
                    Entity.newBuilder(seen).set("sum", seen.getLong("sum") + 1).build());
            return true;
        });
        same(datastore.get(account).getLong("sum"), 11L);
        same(attempts[0], 2);
    }

    private void readOnly() {
        var account = key("Account", "5");
        datastore.put(Entity.newBuilder(account).set("sum", 1).build());
        var moment = datastore.newTransaction(com.google.datastore.v1.TransactionOptions.newBuilder()
                .setReadOnly(com.google.datastore.v1.TransactionOptions.ReadOnly.getDefaultInstance())
                .build());
        same(moment.get(account).getLong("sum"), 1L);
        datastore.put(Entity.newBuilder(account).set("sum", 2).build());
        same(moment.get(account).getLong("sum"), 1L);
        moment.commit();
        same(datastore.get(account).getLong("sum"), 2L);
    }

    private void namespaces() {
        for (var name : List.of("north", "south")) {
            var town =
                    datastore.newKeyFactory().setNamespace(name).setKind("Town").newKey(1);
            datastore.put(Entity.newBuilder(town).set("where", name).build());
        }
        var query = Query.newEntityQueryBuilder()
                .setNamespace("south")
                .setKind("Town")
                .build();
        var found = new ArrayList<String>();
        datastore.run(query).forEachRemaining(each -> found.add(each.getString("where")));
        same(found, List.of("south"));
    }

    private void batch() {
        var factory = datastore.newKeyFactory().setKind("Bulk");
        var rows = IntStream.rangeClosed(1, 500)
                .mapToObj(n -> Entity.newBuilder(factory.newKey(n)).set("n", n).build())
                .toArray(Entity[]::new);
        datastore.put(rows);
        var keys = IntStream.rangeClosed(1, 500).mapToObj(factory::newKey).toArray(Key[]::new);
        same(datastore.fetch(keys).stream().filter(java.util.Objects::nonNull).count(), 500L);
        datastore.delete(keys);
        same(datastore.fetch(keys).stream().filter(java.util.Objects::nonNull).count(), 0L);
    }
}
