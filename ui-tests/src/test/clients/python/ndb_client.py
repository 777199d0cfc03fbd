"""google-cloud-ndb, as its users use it."""

import datetime

from google.cloud import ndb

from checks import check, refused, run_all, same

client = ndb.Client()


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
    lost = ndb.PickleProperty()
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


def people():
    firm = ndb.Key("Firm", "one")
    found = [Person(parent=firm, id=f"p{n}", name=f"Name {n}", age=20 + n, tags=["all", f"t{n % 3}"],
                    homes=[Address(street="A", town=["Ulm", "Bonn"][n % 2])]) for n in range(9)]
    ndb.put_multi(found)
    return firm


def ids(query, **options):
    return [key.id() for key in query.fetch(keys_only=True, **options)]


@check
def every_kind_of_property_comes_back():
    boss = ndb.Key("Person", 1)
    stored = Person(
        name="Ada", age=36, height=1.7, tags=["x", "y"], homes=[Address(street="S", town="T"), Address(street="U", town="V")],
        work=Address(street="W"), notes="n" * 5000, picture=b"\0" * 4000, extra={"a": [1, None]}, lost={1, 2},
        where=ndb.GeoPt(52.5, 13.4), born=datetime.date(1815, 12, 10), wakes=datetime.time(6, 30, 1), boss=boss,
    )
    key = stored.put()
    found = key.get(use_cache=False)
    assert found is not stored
    same(found.to_dict(), stored.to_dict())
    same(found.lower, "ada")


@check
def expando_keeps_what_it_is_given():
    key = Loose(id=1, a=1, b="two", c=[1, 2]).put()
    key_found = key.get(use_cache=False)
    same((key_found.a, key_found.b, key_found.c), (1, "two", [1, 2]))


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
    same(below.filter(Person.age >= 23).count(), 6)
    same([p.name for p in below.order(Person.age).iter()], [f"Name {n}" for n in range(9)])


@check
def gql():
    people()
    found = ndb.gql("SELECT * FROM Person WHERE age >= :1 ORDER BY age LIMIT 2", 24).fetch()
    same([p.key.id() for p in found], ["p4", "p5"])


@check
def pages_with_cursors():
    firm = people()
    query = Person.query(ancestor=firm).order(Person.age)
    seen, cursor, more = [], None, True
    while more:
        page, cursor, more = query.fetch_page(4, start_cursor=cursor)
        seen += [p.key.id() for p in page]
        cursor = cursor and ndb.Cursor(urlsafe=cursor.urlsafe())
    same(seen, [f"p{n}" for n in range(9)])


@check
def projections():
    people()
    rows = Person.query(Person.age > 26, Person.age < 30).order(Person.age).fetch(projection=["age", "name"])
    same([(row.age, row.name) for row in rows], [(27, "Name 7"), (28, "Name 8")])
    rows = Person.query(projection=["tags"], distinct_on=["tags"]).order(Person.tags).fetch()
    assert {"all", "t0", "t1", "t2"} <= {row.tags[0] for row in rows}


@check
def transactions_are_tried_again():
    key = Counter(id="c").put()

    @ndb.transactional(retries=3)
    def add():
        counter = key.get()
        counter.count += 1
        counter.put()

    for _ in range(5):
        add()
    same(key.get(use_cache=False).count, 5)

    @ndb.transactional()
    def no():
        Counter(id="never").put()
        raise KeyError("changed my mind")

    refused(KeyError, no)
    same(Counter.get_by_id("never", use_cache=False), None)


@check
def twenty_transactions_at_once_lose_nothing():
    key = Counter(id="busy").put()

    @ndb.transactional_tasklet(retries=40)
    def add():
        counter = yield key.get_async(use_cache=False)
        counter.count += 1
        yield counter.put_async()

    @ndb.toplevel
    def all_of_them():
        yield [add() for _ in range(20)]

    all_of_them()
    same(key.get(use_cache=False).count, 20)


@check
def get_or_insert_and_ids():
    same(Counter.get_or_insert("once", count=3).count, 3)
    same(Counter.get_or_insert("once", count=9).count, 3)
    keys = Counter.allocate_ids(size=10)
    same(len(set(keys)), 10)
    ndb.delete_multi([ndb.Key(Counter, "once")])
    same(Counter.get_by_id("once", use_cache=False), None)


@check
def namespaces():
    Counter(id=1, namespace="north", count=1).put()
    Counter(id=1, namespace="south", count=2).put()
    same([c.count for c in Counter.query(namespace="south")], [2])


if __name__ == "__main__":
    with client.context():
        run_all()
