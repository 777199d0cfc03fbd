package io.ironstead.samples.guestbook;

import com.google.appengine.api.datastore.Cursor;
import com.google.appengine.api.datastore.DatastoreService;
import com.google.appengine.api.datastore.DatastoreServiceFactory;
import com.google.appengine.api.datastore.Entity;
import com.google.appengine.api.datastore.EntityNotFoundException;
import com.google.appengine.api.datastore.FetchOptions;
import com.google.appengine.api.datastore.Key;
import com.google.appengine.api.datastore.KeyFactory;
import com.google.appengine.api.datastore.PreparedQuery;
import com.google.appengine.api.datastore.Query;
import com.google.appengine.api.datastore.Query.SortDirection;
import com.google.appengine.api.datastore.Transaction;
import com.google.appengine.api.memcache.Expiration;
import com.google.appengine.api.memcache.MemcacheService;
import com.google.appengine.api.memcache.MemcacheService.SetPolicy;
import com.google.appengine.api.memcache.MemcacheServiceFactory;
import java.time.InstantSource;
import java.util.ConcurrentModificationException;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The book and its entries: one entity group, so that signing counts and writes in one transaction. The newest page is kept
 * in memcache, which may forget it at any time.
 */
class Guestbook {
    private static final int PAGE = 8;
    private static final int ATTEMPTS = 5;
    private static final int CACHED_SECONDS = 60;
    // Longer than a request takes to read a page: one that was read before a signature must not be cached after it.
    private static final long NO_CACHING_MILLIS = 5_000;
    private static final String NEWEST = "newest";
    private static final String VISITS = "visits";
    private static final String SIGNED = "entries";

    private final DatastoreService datastore = DatastoreServiceFactory.getDatastoreService();
    private final MemcacheService memcache = MemcacheServiceFactory.getMemcacheService("guestbook");
    private final InstantSource clock;

    Guestbook(InstantSource clock) {
        this.clock = clock;
    }

    /** Writes an entry under the book's next number; two people who sign at once get two numbers. */
    Entry sign(String name, String words) {
        for (int attempt = 1; ; attempt++) {
            var transaction = datastore.beginTransaction();
            try {
                var entry = write(transaction, name, words);
                transaction.commit();
                memcache.delete(NEWEST, NO_CACHING_MILLIS);
                return entry;
            } catch (ConcurrentModificationException somebodyWasFaster) {
                if (attempt == ATTEMPTS) {
                    throw somebodyWasFaster;
                }
            } finally {
                if (transaction.isActive()) {
                    transaction.rollback();
                }
            }
        }
    }

    private Entry write(Transaction transaction, String name, String words) {
        var book = book(transaction);
        var number = entriesOf(book) + 1;
        book.setUnindexedProperty(SIGNED, number);
        var entry = new Entry(number, name, words, Date.from(clock.instant()));
        datastore.put(transaction, List.of(book, entry.in(book.getKey())));
        return entry;
    }

    long signed() {
        return entriesOf(book(null));
    }

    private Entity book(@Nullable Transaction transaction) {
        try {
            return datastore.get(transaction, key());
        } catch (EntityNotFoundException unsigned) {
            return new Entity(key());
        }
    }

    // Made late: a key takes the application's name from the request it is made in.
    private static Key key() {
        return KeyFactory.createKey("Book", "visitors");
    }

    private static long entriesOf(Entity book) {
        return book.getProperty(SIGNED) instanceof Long count ? count : 0;
    }

    Page newest() {
        if (memcache.get(NEWEST) instanceof Page cached) {
            return cached;
        }
        var page = read(FetchOptions.Builder.withLimit(PAGE));
        memcache.put(NEWEST, page, Expiration.byDeltaSeconds(CACHED_SECONDS), SetPolicy.ADD_ONLY_IF_NOT_PRESENT);
        return page;
    }

    /** @throws IllegalArgumentException for a bookmark that no page has given */
    Page olderThan(String bookmark) {
        return read(FetchOptions.Builder.withLimit(PAGE).startCursor(Cursor.fromWebSafeString(bookmark)));
    }

    private Page read(FetchOptions options) {
        PreparedQuery query =
                datastore.prepare(new Query(Entry.KIND, key()).addSort(Entry.WRITTEN, SortDirection.DESCENDING));
        var found = query.asQueryResultList(options);
        var entries = found.stream().map(Entry::of).toList();
        var full = entries.size() == PAGE && found.getCursor() != null;
        return new Page(entries, full ? found.getCursor().toWebSafeString() : null);
    }

    /** Counts a visit in memcache, which may forget it: nothing else depends on the number. */
    long visit() {
        var count = memcache.increment(VISITS, 1, 0L);
        return count == null ? 0 : count;
    }
}
