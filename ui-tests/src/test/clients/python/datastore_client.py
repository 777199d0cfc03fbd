"""google-cloud-datastore for Python, as its users use it."""

import datetime

from google.api_core import exceptions
from google.cloud import datastore
from google.cloud.datastore.helpers import GeoPoint
from google.cloud.datastore.query import And, Or, PropertyFilter

from checks import check, refused, run_all, same

client = datastore.Client()
UTC = datetime.timezone.utc


def entity(at, exclude=(), **properties):
    made = datastore.Entity(at, exclude_from_indexes=exclude)
    made.update(properties)
    return made


def fruit():
    """Twelve fruits below one basket."""
    basket = client.key("Basket", "fruit")
    rows = []
    for number in range(12):
        key = client.key("Fruit", f"f{number:02d}", parent=basket)
        rows.append(entity(key, n=number, colour=["red", "green", "blue"][number % 3], tags=["all", f"t{number % 4}"]))
    client.put_multi(rows)
    return basket


def names(query, **options):
    return [found.key.name for found in query.fetch(**options)]


@check
def every_kind_of_value_comes_back():
    at = datetime.datetime(2026, 2, 3, 4, 5, 6, 789012, UTC)
    other = client.key("Other", 7, namespace="elsewhere")
    inner = entity(None, a=1, deep=[entity(None, b="x")])
    stored = entity(
        client.key("Value", "all"), exclude=("text",), nothing=None, yes=True, big=2**63 - 1, small=-(2**63),
        real=0.1, minus=-0.0, text="ü" * 3000, short="日本", blob=b"\x00\xff", when=at, where=GeoPoint(52.5, -13.25),
        key=other, inner=inner, mixed=[1, "a", None, 2.5, True], empty=[],
    )
    client.put(stored)
    found = client.get(stored.key)
    same(dict(found), dict(stored))
    same(found["key"].namespace, "elsewhere")
    same(found["inner"]["deep"][0]["b"], "x")
    same(found.exclude_from_indexes, {"text"})


@check
def ids_are_given_and_can_be_reserved():
    made = entity(client.key("Numbered"), n=1)
    client.put(made)
    assert made.key.id > 0
    keys = client.allocate_ids(client.key("Numbered"), 20)
    same(len({key.id for key in keys}), 20)
    client.reserve_ids_multi([client.key("Numbered", 5)])


@check
def absent_keys_are_told_apart():
    client.put(entity(client.key("Here", 1), a=1))
    missing = []
    found = client.get_multi([client.key("Here", 1), client.key("Here", 2)], missing=missing)
    same([each.key.id for each in found], [1])
    same([each.key.id for each in missing], [2])
    client.delete(client.key("Here", 1))
    same(client.get(client.key("Here", 1)), None)
    client.delete(client.key("Here", 1))


@check
def a_batch_of_500_is_written_at_once():
    rows = [entity(client.key("Bulk", number + 1), n=number) for number in range(500)]
    client.put_multi(rows)
    same(len(client.get_multi([row.key for row in rows[:300]])), 300)
    client.delete_multi([row.key for row in rows])
    same(list(client.query(kind="Bulk").fetch()), [])


@check
def filters_and_orders():
    basket = fruit()
    query = client.query(kind="Fruit", ancestor=basket)
    query.add_filter(filter=PropertyFilter("colour", "=", "green"))
    same(names(query), ["f01", "f04", "f07", "f10"])
    query = client.query(kind="Fruit", ancestor=basket, order=["-n"])
    query.add_filter(filter=And([PropertyFilter("n", ">=", 4), PropertyFilter("n", "<", 8)]))
    same(names(query), ["f07", "f06", "f05", "f04"])
    query = client.query(kind="Fruit", order=["colour", "-n"])
    same(names(query, limit=5), ["f11", "f08", "f05", "f02", "f10"])
    query = client.query(kind="Fruit")
    query.add_filter(filter=And([PropertyFilter("tags", "=", "all"), PropertyFilter("tags", "=", "t1")]))
    same(names(query), ["f01", "f05", "f09"])


@check
def in_not_in_not_equal_and_or():
    fruit()
    def where(condition, order=()):
        query = client.query(kind="Fruit", order=list(order))
        query.add_filter(filter=condition)
        return names(query)
    same(where(PropertyFilter("n", "IN", [3, 1, 99]), ["n"]), ["f01", "f03"])
    same(where(PropertyFilter("n", "!=", 5), ["n"]), [f"f{n:02d}" for n in range(12) if n != 5])
    same(where(PropertyFilter("n", "NOT_IN", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), ["n"]), ["f10", "f11"])
    same(where(Or([PropertyFilter("n", "=", 2), PropertyFilter("colour", "=", "red")]), ["n"]), ["f00", "f02", "f03", "f06", "f09"])
    same(where(And([PropertyFilter("n", ">", 3), PropertyFilter("colour", ">", "green")]), ["n"]), ["f06", "f09"])


@check
def a_cursor_goes_on_where_it_stopped():
    basket = fruit()
    query = client.query(kind="Fruit", ancestor=basket, order=["n"])
    seen, cursor = [], None
    for _ in range(10):
        pages = query.fetch(limit=5, start_cursor=cursor)
        page = list(pages)
        seen += [each["n"] for each in page]
        cursor = pages.next_page_token
        if len(page) < 5:
            break
    same(seen, list(range(12)))
    same([each["n"] for each in query.fetch(offset=3, limit=2)], [3, 4])


@check
def projections_and_distinct():
    fruit()
    query = client.query(kind="Fruit", projection=["colour", "n"], order=["colour", "n"])
    same([(each["colour"], each["n"]) for each in query.fetch(limit=2)], [("blue", 2), ("blue", 5)])
    query = client.query(kind="Fruit", projection=["colour"], distinct_on=["colour"], order=["colour"])
    same([each["colour"] for each in query.fetch()], ["blue", "green", "red"])
    keys = client.query(kind="Fruit")
    keys.keys_only()
    same(len([each for each in keys.fetch() if not each]), 12)


@check
def count_sum_and_average():
    basket = fruit()
    query = client.query(kind="Fruit", ancestor=basket)
    query.add_filter(filter=PropertyFilter("n", ">=", 6))
    wanted = client.aggregation_query(query).count(alias="count").sum("n", alias="sum").avg("n", alias="avg")
    found = {each.alias: each.value for row in wanted.fetch() for each in row}
    same(found, {"count": 6, "sum": 51, "avg": 8.5})
    upto = client.aggregation_query(client.query(kind="Fruit")).count(alias="some")
    same([each.value for row in upto.fetch(limit=5) for each in row], [5])


@check
def namespaces_are_apart_and_listed():
    for name in (None, "north", "south"):
        client.put(entity(client.key("Town", 1, namespace=name), where=name or "here"))
    same([each["where"] for each in client.query(kind="Town", namespace="south").fetch()], ["south"])
    spaces = client.query(kind="__namespace__")
    spaces.keys_only()
    assert {"north", "south"} <= {each.key.name for each in spaces.fetch()}
    kinds = client.query(kind="__kind__", namespace="south")
    kinds.keys_only()
    same([each.key.name for each in kinds.fetch()], ["Town"])


@check
def a_transaction_is_all_or_nothing():
    one, two = client.key("Account", 1), client.key("Account", 2)
    client.put_multi([entity(one, sum=10), entity(two, sum=0)])
    with client.transaction():
        first, second = client.get_multi([one, two])
        first["sum"] -= 4
        second["sum"] += 4
        client.put_multi([first, second])
    try:
        with client.transaction():
            client.put(entity(one, sum=-1))
            raise KeyError("changed my mind")
    except KeyError:
        pass
    same([each["sum"] for each in client.get_multi([one, two])], [6, 4])


@check
def the_second_of_two_transactions_is_refused():
    key = client.key("Account", 3)
    client.put(entity(key, sum=0))
    other = datastore.Client()
    def late():
        with client.transaction():
            found = client.get(key)
            with other.transaction():
                mine = other.get(key)
                mine["sum"] = 100
                other.put(mine)
            found["sum"] += 1
            client.put(found)
    refused(exceptions.Aborted, late)
    same(client.get(key)["sum"], 100)


@check
def a_read_only_transaction_sees_one_moment():
    key = client.key("Account", 4)
    client.put(entity(key, sum=1))
    other = datastore.Client()
    with client.transaction(read_only=True):
        same(client.get(key)["sum"], 1)
        other.put(entity(key, sum=2))
        same(client.get(key)["sum"], 1)
    same(client.get(key)["sum"], 2)


@check
def wrong_requests_are_refused():
    refused(exceptions.InvalidArgument, lambda: client.put(entity(client.key("Long", 1), text="x" * 1600)))
    refused(exceptions.InvalidArgument, lambda: client.put(entity(client.key("__own__", 1), a=1)))
    refused(exceptions.InvalidArgument, lambda: list(client.query(kind="Fruit").fetch(start_cursor=b"bm9uc2Vuc2U=")))


@check
def another_project_is_out_of_reach():
    foreign = datastore.Client(project="somebody-elses-project")
    try:
        foreign.put(entity(foreign.key("Spy", 1), a=1))
    except exceptions.GoogleAPICallError:
        return
    same(client.get(client.key("Spy", 1)), None)


if __name__ == "__main__":
    run_all()
