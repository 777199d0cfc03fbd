package io.ironstead.clients.objectify;

import static com.googlecode.objectify.ObjectifyService.ofy;
import static io.ironstead.clients.checks.Checks.refused;
import static io.ironstead.clients.checks.Checks.same;
import static io.ironstead.clients.checks.Checks.yes;

import com.google.cloud.datastore.Cursor;
import com.google.cloud.datastore.DatastoreOptions;
import com.google.cloud.datastore.LatLng;
import com.googlecode.objectify.Key;
import com.googlecode.objectify.NamespaceManager;
import com.googlecode.objectify.NotFoundException;
import com.googlecode.objectify.ObjectifyFactory;
import com.googlecode.objectify.ObjectifyService;
import com.googlecode.objectify.Ref;
import com.googlecode.objectify.cmd.Query;
import com.googlecode.objectify.cmd.QueryExecute;
import io.ironstead.clients.checks.Checks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Objectify 6, as its users use it; the project and the host come from the environment. */
public final class ObjectifyProgram {
    private static Key<Person.Firm> firm() {
        return Key.create(Person.Firm.class, "one");
    }

    private ObjectifyProgram() {}

    public static void main(String[] words) {
        ObjectifyService.init(
                new ObjectifyFactory(DatastoreOptions.getDefaultInstance().getService()));
        ObjectifyService.register(Person.Firm.class);
        ObjectifyService.register(Person.class);
        System.out.print(new ObjectifyProgram().checks().run());
        System.exit(0);
    }

    private Checks checks() {
        return new Checks()
                .add("every kind of field comes back", inSession(this::fields))
                .add("queries of every kind", inSession(this::queries))
                .add("a cursor goes on where it stopped", inSession(this::cursors))
                .add("projections and counts", inSession(this::projections))
                .add("references are loaded along", inSession(this::references))
                .add("a transaction is all or nothing", inSession(this::transactions))
                .add("a transaction that loses is tried again", inSession(this::retries))
                .add("ids are allocated", inSession(this::ids))
                .add("deleting", inSession(this::deleting))
                .add("namespaces are apart", inSession(this::namespaces));
    }

    /** Each check begins with an empty session, so that what it loads comes from the datastore. */
    private static Checks.Check inSession(Checks.Check check) {
        return () -> {
            try (var session = ObjectifyService.begin()) {
                check.run();
            }
        };
    }

    private static void people() {
        var people = LongStream.rangeClosed(1, 9)
                .mapToObj(n -> {
                    var person = new Person(n, "Name " + n, 20 + n);
                    person.tags = List.of("all", "t" + n % 3);
                    person.home = new Person.Address("A", n % 2 == 0 ? "Ulm" : "Bonn");
                    return person;
                })
                .toList();
        ofy().save().entities(people).now();
        ofy().clear();
    }

    private static List<Long> ids(QueryExecute<Person> query) {
        return query.list().stream().map(person -> person.id).toList();
    }

    private static Query<Person> below() {
        return ofy().load().type(Person.class).ancestor(firm());
    }

    private void fields() {
        var person = new Person(100, "Ada", 36);
        person.tags = List.of("x", "y");
        person.home = new Person.Address("S", "T");
        person.others = List.of(new Person.Address("U", null), new Person.Address("V", "W"));
        person.packed = new HashMap<>(Map.of("a", 1));
        person.scores = new HashMap<>(Map.of("one", 1L, "two", 2L));
        person.notes = "ü".repeat(3000);
        person.picture = new byte[] {0, -1, 5};
        person.born = Instant.parse("1970-12-10T01:02:03.456Z");
        person.where = LatLng.of(52.5, 13.4);
        ofy().save().entity(person).now();
        ofy().clear();
        var found = ofy().load().key(person.key()).safe();
        yes(found != person, found);
        same(found.tags, person.tags);
        same(found.home.town, "T");
        same(found.others.get(1).street, "V");
        same(found.packed, person.packed);
        same(found.scores, person.scores);
        same(found.notes, person.notes);
        same(found.picture.length, 3);
        same(found.born, person.born);
        same(found.where, person.where);
    }

    private void queries() {
        people();
        same(ids(below().filter("age >", 27).filter("age <", 30).order("age")), List.of(8L, 9L));
        same(ids(below().filter("tags", "t1").order("-age").limit(3)), List.of(7L, 4L, 1L));
        same(ids(below().filter("home.town", "Ulm").order("age")), List.of(2L, 4L, 6L, 8L));
        same(ids(below().filter("age in", List.of(22L, 25L)).order("age")), List.of(2L, 5L));
        same(ids(below().filter("age <", 30).filter("age !=", 21).order("age")).size(), 8);
        same(ids(below().filter("age <", 30).order("age").offset(2).limit(2)), List.of(3L, 4L));
        same(below().filter("tags", "all").keys().list().size(), 9);
        same(ofy().load().type(Person.class).filter("name", "Name 3").first().now().id, 3L);
    }

    private void cursors() {
        people();
        var seen = new ArrayList<Long>();
        Cursor after = null;
        int before;
        do {
            before = seen.size();
            var query = below().filter("tags", "all").order("age").limit(4);
            var page = (after == null ? query : query.startAt(after)).iterator();
            while (page.hasNext()) {
                seen.add(page.next().id);
            }
            after = page.getCursorAfter();
        } while (seen.size() > before);
        same(seen, LongStream.rangeClosed(1, 9).boxed().toList());
    }

    private void projections() {
        people();
        var rows = below().filter("age >", 27)
                .filter("age <", 30)
                .order("age")
                .project("age", "name")
                .list();
        same(rows.stream().map(row -> row.name).toList(), List.of("Name 8", "Name 9"));
        same(below().filter("tags", "t0").count(), 3);
    }

    private void references() {
        people();
        var person = new Person(101, "Bo", 1);
        person.boss = Ref.create(new Person(3, "", 0).key());
        ofy().save().entity(person).now();
        ofy().clear();
        same(ofy().load().key(person.key()).safe().boss.get().name, "Name 3");
    }

    private void transactions() throws Exception {
        people();
        var one = new Person(1, "", 0).key();
        ofy().transact(() -> {
            var person = ofy().load().key(one).now();
            person.age = 70;
            ofy().save().entities(person, new Person(102, "New", 1)).now();
        });
        refused(
                IllegalStateException.class,
                () -> ofy().transact(() -> {
                    ofy().delete().key(one).now();
                    throw new IllegalStateException("changed my mind");
                }));
        ofy().clear();
        same(ofy().load().key(one).now().age, 70L);
        same(ofy().load().key(new Person(102, "", 0).key()).now().name, "New");
    }

    private void retries() {
        people();
        var one = new Person(1, "", 0).key();
        var attempts = new int[1];
        ofy().transact(() -> {
            var person = ofy().load().key(one).now();
            if (attempts[0]++ == 0) {
                ofy().transactionless(() -> {
                    ofy().save().entity(new Person(1, "Somebody else's", 10)).now();
                });
            }
            person.age++;
            ofy().save().entity(person).now();
        });
        ofy().clear();
        same(ofy().load().key(one).now().name, "Somebody else's");
        same(ofy().load().key(one).now().age, 11L);
        same(attempts[0], 2);
    }

    private void ids() {
        var range = ofy().factory().allocateIds(firm(), Person.class, 5);
        same(range.size(), 5);
        var person = new Person(1, "Numbered", 1);
        person.id = null;
        ofy().save().entity(person).now();
        yes(person.id > 0, person.id);
        ofy().delete().entity(person).now();
    }

    private void deleting() throws Exception {
        people();
        var keys = below().filter("tags", "all").keys().list();
        ofy().delete().keys(keys).now();
        ofy().clear();
        same(ofy().load().keys(keys).size(), 0);
        refused(NotFoundException.class, () -> ofy().load().key(keys.get(0)).safe());
    }

    private void namespaces() {
        for (var name : List.of("north", "south")) {
            try (var inside = NamespaceManager.set(name)) {
                var firm = new Person.Firm();
                firm.name = name;
                ofy().save().entity(firm).now();
            }
        }
        var found = ofy().namespace("south").load().type(Person.Firm.class).list();
        same(found.stream().map(firm -> firm.name).toList(), List.of("south"));
    }
}
