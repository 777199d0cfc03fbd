package io.ironstead.clients.appengine;

import static io.ironstead.clients.checks.Checks.refused;
import static io.ironstead.clients.checks.Checks.same;
import static io.ironstead.clients.checks.Checks.yes;

import com.google.appengine.api.NamespaceManager;
import com.google.appengine.api.blobstore.BlobKey;
import com.google.appengine.api.datastore.Blob;
import com.google.appengine.api.datastore.Category;
import com.google.appengine.api.datastore.Cursor;
import com.google.appengine.api.datastore.DatastoreService;
import com.google.appengine.api.datastore.DatastoreServiceFactory;
import com.google.appengine.api.datastore.Email;
import com.google.appengine.api.datastore.EmbeddedEntity;
import com.google.appengine.api.datastore.Entities;
import com.google.appengine.api.datastore.Entity;
import com.google.appengine.api.datastore.EntityNotFoundException;
import com.google.appengine.api.datastore.FetchOptions;
import com.google.appengine.api.datastore.GeoPt;
import com.google.appengine.api.datastore.Key;
import com.google.appengine.api.datastore.KeyFactory;
import com.google.appengine.api.datastore.Link;
import com.google.appengine.api.datastore.PropertyProjection;
import com.google.appengine.api.datastore.Query;
import com.google.appengine.api.datastore.Query.CompositeFilterOperator;
import com.google.appengine.api.datastore.Query.Filter;
import com.google.appengine.api.datastore.Query.FilterOperator;
import com.google.appengine.api.datastore.Query.FilterPredicate;
import com.google.appengine.api.datastore.Query.SortDirection;
import com.google.appengine.api.datastore.Rating;
import com.google.appengine.api.datastore.ShortBlob;
import com.google.appengine.api.datastore.Text;
import com.google.appengine.api.datastore.TransactionOptions;
import com.google.appengine.api.users.User;
import io.ironstead.clients.checks.Checks;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The datastore as App Engine's own SDK for Java offers it. */
final class DatastoreChecks {
    private static final String FRUIT = "Fruit";

    private final DatastoreService datastore = DatastoreServiceFactory.getDatastoreService();

    void addTo(Checks checks) {
        checks.add("every kind of value comes back", this::values)
                .add("absent keys are told apart", this::absentKeys)
                .add("ids are given and allocated", this::ids)
                .add("filters and orders", this::filters)
                .add("in, not equal and or", this::disjunctions)
                .add("a cursor goes on where it stopped", this::cursors)
                .add("projections, distinct and counts", this::projections)
                .add("a transaction is all or nothing", this::transactions)
                .add("a transaction over 25 groups", this::crossGroup)
                .add("the second of two transactions is refused", this::contention)
                .add("namespaces are apart and listed", this::namespaces)
                .add("asynchronous calls", this::asynchronous)
                .add("a batch of 500", this::batch);
    }

    private static Key basket() {
        return KeyFactory.createKey("Basket", "java");
    }

    private void plant() {
        var colours = List.of("red", "green", "blue");
        datastore.put(IntStream.range(0, 12)
                .mapToObj(n -> {
                    var fruit = new Entity(FRUIT, "f%02d".formatted(n), basket());
                    fruit.setProperty("n", n);
                    fruit.setProperty("colour", colours.get(n % 3));
                    fruit.setProperty("tags", List.of("all", "t" + n % 4));
                    return fruit;
                })
                .toList());
    }

    private static Filter is(String property, FilterOperator operator, Object value) {
        return new FilterPredicate(property, operator, value);
    }

    private List<String> names(Query query) {
        return datastore.prepare(query).asList(FetchOptions.Builder.withDefaults()).stream()
                .map(each -> each.getKey().getName())
                .toList();
    }

    private static Query below(Filter filter) {
        return new Query(FRUIT).setAncestor(basket()).setFilter(filter);
    }

    private void values() throws EntityNotFoundException {
        var inner = new EmbeddedEntity();
        inner.setKey(KeyFactory.createKey("Inner", 5));
        inner.setProperty("a", 1L);
        inner.setUnindexedProperty("t", new Text("deep"));
        var entity = new Entity("Value", "all");
        entity.setProperty("nothing", null);
        entity.setProperty("yes", true);
        entity.setProperty("big", Long.MIN_VALUE);
        entity.setProperty("real", -0.1);
        entity.setProperty("short", "日本");
        entity.setProperty("text", new Text("ü".repeat(3000)));
        entity.setProperty("blob", new Blob(new byte[] {0, -1, 7}));
        entity.setProperty("few", new ShortBlob(new byte[] {1, 0, -1}));
        entity.setProperty("at", new Date(1_700_000_000_123L));
        entity.setProperty("where", new GeoPt(52.5f, -13.25f));
        entity.setProperty("key", KeyFactory.createKey(basket(), "Other", "x"));
        entity.setProperty("link", new Link("https://example.org/"));
        entity.setProperty("mail", new Email("ada@example.org"));
        entity.setProperty("category", new Category("red"));
        entity.setProperty("rating", new Rating(77));
        entity.setProperty("blobKey", new BlobKey("b"));
        entity.setProperty("user", new User("ada@example.org", "gmail.com", "12"));
        entity.setIndexedProperty("inner", inner);
        entity.setProperty("many", List.of(1L, "a", true));
        datastore.put(entity);
        var found = datastore.get(entity.getKey());
        same(found.getProperties(), entity.getProperties());
        same(((EmbeddedEntity) found.getProperty("inner")).getKey(), inner.getKey());
        same(found.isUnindexedProperty("text"), true);
    }

    private void absentKeys() throws Exception {
        var here = KeyFactory.createKey("Here", 1);
        var gone = KeyFactory.createKey("Here", 2);
        datastore.put(new Entity(here));
        same(datastore.get(List.of(here, gone)).keySet(), java.util.Set.of(here));
        refused(EntityNotFoundException.class, () -> datastore.get(gone));
        datastore.delete(here, gone);
        refused(EntityNotFoundException.class, () -> datastore.get(here));
    }

    private void ids() {
        yes(datastore.put(new Entity("Numbered")).getId() > 0, "no id");
        var range = datastore.allocateIds("Numbered", 10);
        same(range.getEnd().getId() - range.getStart().getId(), 9L);
        var other = datastore.allocateIds(basket(), "Numbered", 1);
        same(other.getStart().getParent(), basket());
    }

    private void filters() {
        plant();
        same(
                names(new Query(FRUIT).setFilter(is("colour", FilterOperator.EQUAL, "green"))),
                List.of("f01", "f04", "f07", "f10"));
        var between = CompositeFilterOperator.and(
                is("n", FilterOperator.GREATER_THAN_OR_EQUAL, 4), is("n", FilterOperator.LESS_THAN, 8));
        same(names(below(between).addSort("n", SortDirection.DESCENDING)), List.of("f07", "f06", "f05", "f04"));
        var both = CompositeFilterOperator.and(
                is("tags", FilterOperator.EQUAL, "all"), is("tags", FilterOperator.EQUAL, "t1"));
        same(names(below(both)), List.of("f01", "f05", "f09"));
        var key = KeyFactory.createKey(basket(), FRUIT, "f09");
        same(names(below(is(Entity.KEY_RESERVED_PROPERTY, FilterOperator.GREATER_THAN, key))), List.of("f10", "f11"));
        same(names(new Query().setAncestor(basket())).size(), 12);
    }

    private void disjunctions() {
        plant();
        same(names(below(is("n", FilterOperator.IN, List.of(3, 1, 99))).addSort("n")), List.of("f01", "f03"));
        same(names(below(is("n", FilterOperator.NOT_EQUAL, 5)).addSort("n")).size(), 11);
        var either =
                CompositeFilterOperator.or(is("n", FilterOperator.EQUAL, 2), is("colour", FilterOperator.EQUAL, "red"));
        same(names(below(either).addSort("n")), List.of("f00", "f02", "f03", "f06", "f09"));
    }

    private void cursors() {
        plant();
        var query = datastore.prepare(new Query(FRUIT).setAncestor(basket()).addSort("n"));
        var seen = new ArrayList<Object>();
        Cursor after = null;
        int before;
        do {
            before = seen.size();
            var options = FetchOptions.Builder.withLimit(5);
            var page = query.asQueryResultList(after == null ? options : options.startCursor(after));
            page.forEach(each -> seen.add(each.getProperty("n")));
            after = Cursor.fromWebSafeString(page.getCursor().toWebSafeString());
        } while (seen.size() > before);
        same(seen, LongStream.range(0, 12).boxed().map(Object.class::cast).toList());
        same(query.asList(FetchOptions.Builder.withOffset(3).limit(2)).get(0).getProperty("n"), 3L);
    }

    private void projections() {
        plant();
        var colours = new Query(FRUIT)
                .addProjection(new PropertyProjection("colour", String.class))
                .setDistinct(true)
                .addSort("colour", SortDirection.DESCENDING);
        var found = new ArrayList<Object>();
        datastore.prepare(colours).asIterable().forEach(each -> found.add(each.getProperty("colour")));
        same(found, List.of("red", "green", "blue"));
        same(
                datastore
                        .prepare(new Query(FRUIT).setAncestor(basket()))
                        .countEntities(FetchOptions.Builder.withDefaults()),
                12);
        same(names(new Query(FRUIT).setAncestor(basket()).setKeysOnly()).size(), 12);
    }

    private static Entity account(long id, long sum) {
        var account = new Entity("Account", id);
        account.setProperty("sum", sum);
        return account;
    }

    private long sum(long id) throws EntityNotFoundException {
        return (Long) datastore.get(null, KeyFactory.createKey("Account", id)).getProperty("sum");
    }

    private void transactions() throws EntityNotFoundException {
        datastore.put(List.of(account(1, 10), account(2, 0)));
        var move = datastore.beginTransaction(TransactionOptions.Builder.withXG(true));
        same(datastore.get(move, KeyFactory.createKey("Account", 1)).getProperty("sum"), 10L);
        datastore.put(move, List.of(account(1, 6), account(2, 4)));
        same(sum(1), 10L);
        move.commit();
        var dropped = datastore.beginTransaction();
        datastore.put(dropped, account(1, -1));
        dropped.rollback();
        same(List.of(sum(1), sum(2)), List.of(6L, 4L));
    }

    private void crossGroup() throws EntityNotFoundException {
        var wide = datastore.beginTransaction(TransactionOptions.Builder.withXG(true));
        for (long id = 101; id <= 125; id++) {
            datastore.put(wide, account(id, id));
        }
        wide.commit();
        same(sum(125), 125L);
    }

    private void contention() throws Exception {
        datastore.put(account(3, 0));
        var late = datastore.beginTransaction();
        datastore.get(late, KeyFactory.createKey("Account", 3));
        datastore.put((com.google.appengine.api.datastore.Transaction) null, account(3, 100));
        datastore.put(late, account(3, 1));
        refused(ConcurrentModificationException.class, late::commit);
        same(sum(3), 100L);
    }

    private void namespaces() {
        for (var name : List.of("north", "south")) {
            NamespaceManager.set(name);
            var town = new Entity("Town", 1);
            town.setProperty("where", name);
            datastore.put(town);
        }
        var found = datastore.prepare(new Query("Town")).asSingleEntity();
        NamespaceManager.set("");
        same(found.getProperty("where"), "south");
        var spaces = new ArrayList<String>();
        datastore
                .prepare(new Query(Entities.NAMESPACE_METADATA_KIND))
                .asIterable()
                .forEach(each -> spaces.add(String.valueOf(each.getKey().getName())));
        yes(spaces.containsAll(List.of("north", "south")), spaces);
    }

    private void asynchronous() throws Exception {
        var service = DatastoreServiceFactory.getAsyncDatastoreService();
        var puts = IntStream.rangeClosed(1, 20)
                .mapToObj(n -> service.put(new Entity("Later", n)))
                .toList();
        for (var put : puts) {
            put.get();
        }
        var counted = service.prepare(new Query("Later")).asList(FetchOptions.Builder.withChunkSize(7));
        same(counted.size(), 20);
    }

    private void batch() {
        var rows = LongStream.rangeClosed(1, 500)
                .mapToObj(n -> new Entity("Bulk", n))
                .toList();
        var keys = datastore.put(rows);
        same(datastore.get(keys).size(), 500);
        datastore.delete(keys);
        same(datastore.get(keys).size(), 0);
    }
}
