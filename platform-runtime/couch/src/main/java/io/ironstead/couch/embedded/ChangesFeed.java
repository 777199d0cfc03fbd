package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.Exchange.Chunks;
import io.ironstead.couch.embedded.Store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;
import tools.jackson.databind.JsonNode;

/** What changed in a database, in order: at once, when something happens, or for as long as the client listens. */
final class ChangesFeed {
    /** Whoever reads a large database page by page would have the rest of it counted for each page. */
    private static final int PENDING_COUNTED_MAX = 1_000;

    private static final long WAIT_MILLIS_MAX = 60_000;

    private enum Kind {
        NORMAL,
        LONGPOLL,
        CONTINUOUS
    }

    void serve(Exchange exchange, Database database) throws InterruptedException {
        if (!exchange.method().equals("GET")) {
            if (!exchange.method().equals("POST")) {
                throw CouchError.methodNotAllowed("GET,POST,HEAD");
            }
            exchange.requireJson();
        }
        new Feed(exchange, database).run();
    }

    /** One answer being written. */
    private static final class Feed {
        private final Exchange exchange;
        private final Query query;
        private final Database database;
        private final Kind kind;
        private final boolean allLeaves;
        private final boolean includeDocuments;
        private final boolean descending;
        private final @Nullable Set<String> ids;
        private final long beatMillis;
        private final long waitMillis;
        private long limit;
        private long last;
        private String separator = "";

        Feed(Exchange exchange, Database database) {
            this.exchange = exchange;
            this.database = database;
            query = exchange.query();
            kind = kind(query.text("feed").orElse("normal"));
            allLeaves = style(query.text("style").orElse("main_only"));
            includeDocuments = query.flag("include_docs");
            descending = query.flag("descending");
            ids = ids(exchange);
            beatMillis = heartbeat(query.text("heartbeat"));
            waitMillis = Math.min(WAIT_MILLIS_MAX, query.number("timeout", WAIT_MILLIS_MAX));
            limit = query.number("limit", Long.MAX_VALUE);
            last = since(query.text("since").orElse("0"));
        }

        private static Kind kind(String name) {
            return switch (name) {
                case "normal" -> Kind.NORMAL;
                case "longpoll" -> Kind.LONGPOLL;
                case "continuous", "live" -> Kind.CONTINUOUS;
                case "eventsource" -> throw CouchError.notImplemented("_changes?feed=eventsource");
                default ->
                    throw CouchError.badRequest(
                            "Supported `feed` types: normal, continuous, live, longpoll, eventsource");
            };
        }

        private static boolean style(String name) {
            return switch (name) {
                case "main_only" -> false;
                case "all_docs" -> true;
                default -> throw CouchError.badRequest("Supported `style` values: main_only, all_docs");
            };
        }

        private static @Nullable Set<String> ids(Exchange exchange) {
            Optional<String> filter = exchange.query().text("filter");
            if (filter.isEmpty()) {
                return null;
            }
            if (!filter.get().equals("_doc_ids")) {
                throw CouchError.notImplemented("_changes?filter=" + filter.get());
            }
            JsonNode list = exchange.body().length > 0
                    ? Query.body(exchange.body()).path("doc_ids")
                    : exchange.query().json("doc_ids").orElseThrow(Feed::noIds);
            if (!list.isArray()) {
                throw noIds();
            }
            var ids = new HashSet<String>();
            list.forEach(id -> ids.add(id.asString("")));
            return ids;
        }

        private static CouchError noIds() {
            return CouchError.badRequest("`doc_ids` filter parameter is not a list of doc ids.");
        }

        private static long heartbeat(Optional<String> text) {
            if (text.isEmpty() || text.get().equals("true")) {
                return text.isEmpty() ? 0 : WAIT_MILLIS_MAX;
            }
            try {
                long millis = Long.parseLong(text.get());
                if (millis > 0) {
                    return millis;
                }
            } catch (NumberFormatException e) {
                throw CouchError.badRequest(
                        "Invalid heartbeat value. Expecting a positive integer value (in milliseconds).");
            }
            throw CouchError.badRequest("The heartbeat value should be a positive integer (in milliseconds).");
        }

        private long since(String text) {
            String plain = text.replace("\"", "");
            if (plain.equals("now")) {
                return database.counters().sequence();
            }
            int dash = plain.indexOf('-');
            try {
                return Long.parseLong(dash > 0 ? plain.substring(0, dash) : plain);
            } catch (NumberFormatException e) {
                throw CouchError.badRequest("Malformed sequence supplied in 'since' parameter.");
            }
        }

        void run() throws InterruptedException {
            Chunks chunks = exchange.stream("application/json");
            if (kind != Kind.CONTINUOUS) {
                chunks.buffer().raw("{\"results\":[\n");
            }
            long pending = descending ? backwards(chunks) : forwards(chunks);
            if (kind == Kind.CONTINUOUS) {
                pending = listen(chunks, pending);
                chunks.buffer().raw("{\"last_seq\":\"" + last + "\",\"pending\":" + pending + "}\n");
            } else {
                if (kind == Kind.LONGPOLL && separator.isEmpty() && limit > 0 && !descending) {
                    pending = poll(chunks);
                }
                chunks.buffer().raw("\n],\n\"last_seq\":\"" + last + "\",\"pending\":" + pending + "}\n");
            }
            chunks.end();
        }

        private long poll(Chunks chunks) throws InterruptedException {
            long pending = 0;
            while (separator.isEmpty() && await(chunks)) {
                pending = forwards(chunks);
            }
            return pending;
        }

        private long listen(Chunks chunks, long pendingAtFirst) throws InterruptedException {
            long pending = pendingAtFirst;
            while (limit > 0 && await(chunks)) {
                pending = forwards(chunks);
            }
            return pending;
        }

        /** Waits for a change, sending an empty line for every heartbeat; false when the feed is over. */
        private boolean await(Chunks chunks) throws InterruptedException {
            chunks.flush();
            if (beatMillis == 0) {
                return database.awaitBeyond(last, waitMillis);
            }
            while (!database.awaitBeyond(last, beatMillis)) {
                if (database.isClosed()) {
                    return false;
                }
                chunks.buffer().raw("\n");
                chunks.flush();
            }
            return true;
        }

        /** Sends the changes after the last one sent; how many are left beyond the limit, as far as they are counted. */
        private long forwards(Chunks chunks) {
            // Read first: what is written while we go on shows up beyond it, and belongs to the next round.
            long newest = database.counters().sequence();
            long pending = 0;
            if (last >= newest) {
                return 0;
            }
            try (var view = database.view();
                    RocksIterator at = database.iterate(Table.CHANGES, view.options())) {
                at.seek(Keys.numbered(database.number(), last + 1));
                while (pending < PENDING_COUNTED_MAX
                        && at.isValid()
                        && Keys.isOf(at.key(), database.number())
                        && Keys.number(at.key()) <= newest) {
                    if (limit > 0) {
                        last = Keys.number(at.key());
                        send(chunks, view, ChangeEntry.decode(at.value()));
                    } else {
                        pending++;
                    }
                    at.next();
                }
            }
            if (limit > 0) {
                last = newest;
            }
            return pending;
        }

        private long backwards(Chunks chunks) {
            try (var view = database.view();
                    RocksIterator at = database.iterate(Table.CHANGES, view.options())) {
                at.seekForPrev(Keys.after(database.number()));
                while (limit > 0 && at.isValid() && Keys.isOf(at.key(), database.number())) {
                    last = Keys.number(at.key());
                    send(chunks, view, ChangeEntry.decode(at.value()));
                    at.prev();
                }
            }
            return 0;
        }

        private void send(Chunks chunks, Store.View view, ChangeEntry change) {
            if (ids != null && !ids.contains(change.id())) {
                return;
            }
            limit--;
            List<Revision> leaves =
                    allLeaves ? change.leaves() : change.leaves().subList(0, 1);
            JsonBuffer json = chunks.buffer();
            json.raw(separator + "{\"seq\":\"" + last + "\",\"id\":")
                    .string(change.id())
                    .raw(",\"changes\":[");
            String comma = "";
            for (Revision leaf : leaves) {
                json.raw(comma).raw("{\"rev\":").revision(leaf).raw("}");
                comma = ",";
            }
            json.raw(change.deleted() ? "],\"deleted\":true" : "]");
            if (includeDocuments) {
                json.raw(",\"doc\":").raw(document(view, change.id()));
            }
            json.raw(kind == Kind.CONTINUOUS ? "}\n" : "}");
            separator = kind == Kind.CONTINUOUS ? "" : ",\n";
            chunks.flushIfLarge();
        }

        private byte[] document(Store.View view, String id) {
            var writer = new DocumentWriter(database, view.options(), false, query.flag("conflicts"), false);
            return database.entry(id, view.options())
                    .flatMap(
                            entry -> writer.write(id, entry.tree(), entry.tree().winner()))
                    .orElseGet(() -> new JsonBuffer().raw("null"))
                    .toByteArray();
        }
    }
}
