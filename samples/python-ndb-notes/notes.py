"""Notes and their tags, as google-cloud-ndb keeps them."""

from google.cloud import ndb

TITLE_MAX = 120
TEXT_MAX = 20_000
TAGS_MAX = 8
TAG_MAX = 24
PAGE = 50


class Note(ndb.Model):
    title = ndb.StringProperty(required=True)
    text = ndb.TextProperty(default="")
    tags = ndb.StringProperty(repeated=True)
    pinned = ndb.BooleanProperty(default=False)
    changed = ndb.DateTimeProperty(auto_now=True)
    edition = ndb.IntegerProperty(default=1, indexed=False)


class Stale(Exception):
    """Somebody has saved the note since this form was opened."""


def listed(tag=None):
    query = Note.query(Note.tags == tag) if tag else Note.query()
    return query.order(-Note.pinned, -Note.changed).fetch(PAGE)


def tags():
    """Every tag in use, without reading a single note: a distinct projection."""
    rows = Note.query(projection=["tags"], distinct_on=["tags"]).order(Note.tags).fetch(200)
    return [row.tags[0] for row in rows]


def find(number):
    return Note.get_by_id(number)


def add(title, text, tags, pinned):
    return Note(title=title, text=text, tags=tags, pinned=pinned).put().id()


@ndb.transactional()
def change(number, edition, title, text, tags, pinned):
    """Saves over the edition the form was opened with, or not at all."""
    note = Note.get_by_id(number)
    if note is None or note.edition != edition:
        raise Stale
    note.populate(title=title, text=text, tags=tags, pinned=pinned, edition=edition + 1)
    note.put()


def remove(number):
    ndb.Key(Note, number).delete()


def tags_of(line):
    """`Garden, tools garden` is garden and tools."""
    words = line.replace(",", " ").lower().split()
    return list(dict.fromkeys(word.lstrip("#")[:TAG_MAX] for word in words if word.strip("#")))[:TAGS_MAX]
