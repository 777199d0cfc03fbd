"""The book and its entries: one entity group, so that signing counts and writes in one transaction."""

from google.appengine.api import memcache
from google.appengine.datastore.datastore_query import Cursor
from google.appengine.ext import ndb

NAME_MAX = 60
WORDS_MAX = 600
PAGE = 8
VISITS = "visits"


class Book(ndb.Model):
    entries = ndb.IntegerProperty(default=0, indexed=False)


class Entry(ndb.Model):
    name = ndb.StringProperty(required=True, indexed=False)
    words = ndb.TextProperty(required=True)
    number = ndb.IntegerProperty(required=True, indexed=False)
    written = ndb.DateTimeProperty(auto_now_add=True)


BOOK = ndb.Key(Book, "visitors")


@ndb.transactional(retries=5)
def sign(name, words):
    """Writes an entry under the book's next number; two people who sign at once get two numbers."""
    book = BOOK.get() or Book(key=BOOK)
    book.entries += 1
    entry = Entry(parent=BOOK, name=name, words=words, number=book.entries)
    ndb.put_multi([book, entry])
    return entry


def count():
    book = BOOK.get()
    return book.entries if book else 0


def page(bookmark):
    """One page of entries, newest first, and the bookmark of the next page or None."""
    try:
        start = Cursor(urlsafe=bookmark) if bookmark else None
    except ValueError:
        start = None
    entries, after, more = Entry.query(ancestor=BOOK).order(-Entry.written).fetch_page(PAGE, start_cursor=start)
    return entries, after.urlsafe().decode() if more and after else None


def visit():
    """Counts a visit in memcache, which may forget it: nothing else depends on the number."""
    return memcache.incr(VISITS, initial_value=0)
