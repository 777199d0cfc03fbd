"""App Engine's own SDK for Python 3: GET /checks runs every check and answers a line for each, as checks.py does elsewhere."""

import datetime
import traceback

from flask import Flask
from google.appengine.api import capabilities, datastore_errors, memcache, users, wrap_wsgi_app
from google.appengine.api.app_identity import app_identity
from google.appengine.ext import db, ndb
from google.appengine.ext.ndb import msgprop  # noqa: F401 - must be importable

app = Flask(__name__)
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@app.get("/checks")
def run_all():
    lines = []
    for function in CHECKS:
        name = function.__name__.replace("_", " ")
        try:
            function()
            lines.append(f"ok {name}")
        except Exception as broken:
            where = traceback.extract_tb(broken.__traceback__)[-1]
            lines.append(f"not ok {name} {where.filename}:{where.lineno} {broken!r}"[:700].replace("\n", " "))
    return "\n".join(lines), 200, {"Content-Type": "text/plain"}


app.wsgi_app = wrap_wsgi_app(app.wsgi_app)


def same(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def refused(kind, call):
    try:
        answer = call()
    except kind as refusal:
        return refusal
    raise AssertionError(f"not refused: {answer!r}")


class Address(ndb.Model):
    street = ndb.StringProperty()
    town = ndb.StringProperty()


class Person(ndb.Model):
    name = ndb.StringProperty(required=True)
    age = ndb.IntegerProperty()
    height = ndb.FloatProperty()
    tags = ndb.StringProperty(repeated=True)
    homes = ndb.StructuredProperty(Address, repeated=True)
    work = ndb.LocalStructuredProperty(Address, compressed=True)
    notes = ndb.TextProperty()
    picture = ndb.BlobProperty(compressed=True)
    extra = ndb.JsonProperty()
    where = ndb.GeoPtProperty()
    born = ndb.DateProperty()
    wakes = ndb.TimeProperty()
    made = ndb.DateTimeProperty(auto_now_add=True)
    boss = ndb.KeyProperty(kind="Person")
    lower = ndb.ComputedProperty(lambda self: self.name.lower())


class Loose(ndb.Expando):
    pass


class Counter(ndb.Model):
    count = ndb.IntegerProperty(default=0)


class OldRow(db.Model):
    name = db.StringProperty()
    n = db.IntegerProperty()
    text = db.TextProperty()
    ref = db.SelfReferenceProperty()


def people():
    firm = ndb.Key("Firm", "one")
    ndb.put_multi(
        [Person(parent=firm, id=f"p{n}", name=f"Name {n}", age=20 + n, tags=["all", f"t{n % 3}"],
                homes=[Address(street="A", town=["Ulm", "Bonn"][n % 2])]) for n in range(9)])
    return firm


def ids(query, **options):
    return [key.id() for key in query.fetch(keys_only=True, **options)]


def fresh(key):
    """Neither from this request's cache nor from memcache."""
    return key.get(use_cache=False, use_memcache=False)


@check
def every_kind_of_property_comes_back():
    stored = Person(
        name="Ada", age=36, height=1.7, tags=["x", "y"], homes=[Address(street="S", town="T"), Address(street="U", town="V")],
        work=Address(street="W"), notes="ü" * 5000, picture=b"\0" * 4000, extra={"a": [1, None]},
        where=ndb.GeoPt(52.5, 13.4), born=datetime.date(1815, 12, 10), wakes=datetime.time(6, 30, 1), boss=ndb.Key("Person", 1),
    )
    found = fresh(stored.put())
    assert found is not stored
    same(found.to_dict(), stored.to_dict())
    same(found.lower, "ada")


@check
def expando_keeps_what_it_is_given():
    found = fresh(Loose(id=1, a=1, b="two", c=[1, 2]).put())
    # The SDK gives plain ASCII of an expando back as bytes: it cannot know what it was.
    same((found.a, found.b, found.c), (1, b"two", [1, 2]))


@check
def queries_of_every_kind():
    firm = people()
    below = Person.query(ancestor=firm)
    same(ids(below.filter(Person.age > 26).order(Person.age)), ["p7", "p8"])
    same(ids(below.filter(Person.tags == "t1").order(-Person.age)), ["p7", "p4", "p1"])
    same(ids(below.filter(Person.homes.town == "Bonn").order(Person.age)), ["p1", "p3", "p5", "p7"])
    same(ids(Person.query(Person.lower == "name 3")), ["p3"])
    same(sorted(ids(Person.query(Person.age.IN([21, 25])))), ["p1", "p5"])
    same(sorted(ids(below.filter(Person.age != 20))), [f"p{n}" for n in range(1, 9)])
    same(sorted(ids(Person.query(ndb.OR(Person.age == 20, Person.tags == "t2")))), ["p0", "p2", "p5", "p8"])
    same(ids(below.order(Person.key), offset=2, limit=2), ["p2", "p3"])
    same(below.count(), 9)
    same([p.name for p in below.order(Person.age).iter(batch_size=2)], [f"Name {n}" for n in range(9)])


@check
def pages_with_cursors():
    query = Person.query(ancestor=people()).order(Person.age)
    seen, cursor, more = [], None, True
    while more:
        page, cursor, more = query.fetch_page(4, start_cursor=cursor)
        seen += [p.key.id() for p in page]
    same(seen, [f"p{n}" for n in range(9)])
    back, _, _ = Person.query(ancestor=ndb.Key("Firm", "one")).order(-Person.age).fetch_page(3, start_cursor=cursor.reversed())
    same([p.key.id() for p in back], ["p8", "p7", "p6"])


@check
def projections():
    people()
    rows = Person.query(Person.age > 26, Person.age < 30).order(Person.age).fetch(projection=["age", "name"])
    same([(row.age, row.name) for row in rows], [(27, "Name 7"), (28, "Name 8")])
    rows = Person.query(projection=["tags"], group_by=["tags"]).order(Person.tags).fetch()
    assert {"all", "t0", "t1", "t2"} <= {row.tags[0] for row in rows}


@check
def gql():
    people()
    found = ndb.gql("SELECT * FROM Person WHERE age >= :1 ORDER BY age LIMIT 2", 24).fetch()
    same([p.key.id() for p in found], ["p4", "p5"])
    same([key.id() for key in ndb.gql("SELECT __key__ FROM Person WHERE lower = 'name 2'").fetch()], ["p2"])


@check
def transactions():
    key = Counter(id="c").put()

    @ndb.transactional(retries=3)
    def add():
        counter = key.get()
        counter.count += 1
        counter.put()

    for _ in range(5):
        add()
    same(fresh(key).count, 5)

    @ndb.transactional
    def no():
        Counter(id="never").put()
        raise ndb.Rollback()

    no()
    same(Counter.get_by_id("never", use_cache=False, use_memcache=False), None)

    @ndb.transactional(xg=True)
    def across():
        ndb.put_multi([Counter(id=f"x{n}", count=n) for n in range(6)])

    across()
    same([fresh(ndb.Key(Counter, f"x{n}")).count for n in range(6)], list(range(6)))


@check
def a_transaction_that_loses_is_told():
    key = Counter(id="lost").put()

    @ndb.transactional(retries=0)
    def late():
        counter = key.get()

        @ndb.transactional(propagation=ndb.TransactionOptions.INDEPENDENT)
        def first():
            other = key.get()
            other.count = 100
            other.put()

        first()
        counter.count += 1
        counter.put()

    refused(datastore_errors.TransactionFailedError, late)
    same(fresh(key).count, 100)


@check
def get_or_insert_and_ids():
    same(Counter.get_or_insert("once", count=3).count, 3)
    same(Counter.get_or_insert("once", count=9).count, 3)
    first, last = Counter.allocate_ids(size=10)
    same(last - first, 9)
    assert Counter().put().id() > 0
    ndb.Key(Counter, "once").delete()
    same(Counter.get_by_id("once", use_cache=False, use_memcache=False), None)


@check
def namespaces():
    Counter(id=1, namespace="north", count=1).put()
    Counter(id=1, namespace="south", count=2).put()
    same([c.count for c in Counter.query(namespace="south")], [2])


@check
def metadata():
    people()
    kinds = ndb.Query(kind="__kind__").fetch(keys_only=True)
    assert "Person" in {key.id() for key in kinds}, kinds


@check
def the_older_db_library():
    first = OldRow(key_name="one", name="a", n=1, text="t" * 2000)
    first.put()
    db.put([OldRow(key_name=f"k{n}", name="b", n=n, ref=first) for n in range(5)])
    same([row.n for row in OldRow.all().filter("name =", "b").order("-n").run()], [4, 3, 2, 1, 0])
    same(OldRow.get_by_key_name("k1").ref.name, "a")
    query = OldRow.all().order("n")
    query.fetch(3)
    same(len(query.with_cursor(query.cursor()).fetch(10)), 3)
    same(db.GqlQuery("SELECT * FROM OldRow WHERE n > 2 ORDER BY n").count(), 2)

    def add():
        row = OldRow.get_by_key_name("one")
        row.n += 1
        row.put()

    db.run_in_transaction(add)
    same(OldRow.get_by_key_name("one").n, 2)


@check
def memcache_in_every_way():
    memcache.flush_all()
    same(memcache.get("a"), None)
    assert memcache.set("a", {"any": ["thing", 1]})
    same(memcache.get("a"), {"any": ["thing", 1]})
    assert not memcache.add("a", 2)
    assert memcache.replace("a", 3)
    assert not memcache.replace("absent", 3)
    same(memcache.incr("count", initial_value=10), 11)
    same(memcache.decr("count", 20), 0)
    same(memcache.offset_multi({"x": 1, "y": 2}, initial_value=5), {"x": 6, "y": 7})
    same(memcache.set_multi({"k1": 1, "k2": "zwei"}, namespace="n"), [])
    same(memcache.get_multi(["k1", "k2", "k3"], namespace="n"), {"k1": 1, "k2": "zwei"})
    same(memcache.get("k1"), None)
    client = memcache.Client()
    client.gets("a")
    memcache.set("a", "changed meanwhile")
    assert not client.cas("a", "mine")
    client.gets("a")
    assert client.cas("a", "mine")
    same(memcache.delete("a"), memcache.DELETE_SUCCESSFUL)
    same(memcache.delete("a"), memcache.DELETE_ITEM_MISSING)
    assert memcache.get_stats()["items"] >= 4
    big = b"x" * 900_000
    assert memcache.set("big", big)
    same(memcache.get("big"), big)
    refused(ValueError, lambda: memcache.set("big", b"x" * 1_100_000))


@check
def who_am_i():
    same(app_identity.get_application_id(), "appengine-python")
    assert app_identity.get_default_version_hostname().startswith("appengine-python.")
    same(users.get_current_user(), None)
    assert users.create_login_url("/").strip()
    assert capabilities.CapabilitySet("datastore_v3").is_enabled()


@check
def refusals_are_the_sdks_own():
    refused(datastore_errors.BadRequestError, lambda: Loose(id=2, a=ndb.Key("Other", 1, app="s~else")).put() and Counter(key=ndb.Key("Counter", 1, app="s~else")).put())
    entity = Person(name="x", notes="n" * 1_100_000)
    refused(Exception, entity.put)
