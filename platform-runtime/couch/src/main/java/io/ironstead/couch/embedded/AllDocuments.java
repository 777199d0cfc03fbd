package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.RevisionTree.Node;
import io.ironstead.couch.embedded.Store.Table;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;
import tools.jackson.databind.JsonNode;

/** Lists documents by id, in the order of the ids' raw UTF-8 bytes. */
final class AllDocuments {

    void serve(Exchange exchange, Database database) {
        JsonNode keys = switch (exchange.method()) {
            case "GET" -> exchange.query().json("keys").orElse(null);
            case "POST" -> {
                exchange.requireJson();
                yield exchange.body().length == 0
                        ? null
                        : Query.body(exchange.body()).get("keys");
            }
            default -> throw CouchError.methodNotAllowed("GET,HEAD,POST");
        };
        if (keys != null && !keys.isArray()) {
            throw CouchError.badRequest("`keys` parameter must be an array.");
        }
        try (var view = database.view()) {
            var listing = new Listing(exchange, database, view);
            if (keys == null) {
                listing.range();
            } else {
                listing.keys(keys);
            }
        }
    }

    /** One answer being written. */
    private static final class Listing {
        private final Query query;
        private final Database database;
        private final Store.View view;
        private final boolean includeDocuments;
        private final boolean descending;
        private final DocumentWriter writer;
        private final Exchange exchange;
        private long skip;
        private long limit;

        Listing(Exchange exchange, Database database, Store.View view) {
            this.exchange = exchange;
            this.query = exchange.query();
            this.database = database;
            this.view = view;
            includeDocuments = query.flag("include_docs");
            descending = query.flag("descending");
            writer = new DocumentWriter(database, view.options(), false, query.flag("conflicts"), false);
            skip = query.number("skip", 0);
            limit = query.number("limit", Long.MAX_VALUE);
        }

        void keys(JsonNode keys) {
            var chunks = start("0");
            String separator = "\n";
            for (JsonNode key : keys) {
                if (skip > 0) {
                    skip--;
                } else if (limit-- > 0) {
                    chunks.buffer().raw(separator);
                    key(chunks.buffer(), key);
                    chunks.flushIfLarge();
                    separator = ",\n";
                }
            }
            chunks.buffer().raw("\n]}\n");
            chunks.end();
        }

        private void key(JsonBuffer json, JsonNode key) {
            Optional<DocumentEntry> entry =
                    key.isString() ? database.entry(key.stringValue(), view.options()) : Optional.empty();
            if (entry.isEmpty()) {
                json.raw("{\"key\":")
                        .raw(key.isString() ? quoted(key.stringValue()) : quoted(key.toString()))
                        .raw(",\"error\":\"not_found\"}");
            } else {
                row(json, key.stringValue(), entry.get().tree());
            }
        }

        private static byte[] quoted(String text) {
            return new JsonBuffer().string(text).toByteArray();
        }

        void range() {
            Bound from = bound("startkey", "start_key", true);
            Bound to = bound("endkey", "end_key", query.flag("inclusive_end", true));
            Optional<JsonNode> key = query.json("key");
            if (key.isPresent()) {
                from = Bound.of(key.get(), database, true);
                to = from;
            }
            var chunks = start(Long.toString(skip));
            Bound low = descending ? to : from;
            Bound high = descending ? from : to;
            rows(chunks, low, high);
            chunks.buffer().raw("\n]}\n");
            chunks.end();
        }

        private Bound bound(String name, String otherName, boolean inclusive) {
            return query.json(name)
                    .or(() -> query.json(otherName))
                    .map(json -> Bound.of(json, database, inclusive))
                    .orElse(Bound.OPEN);
        }

        private void rows(Exchange.Chunks chunks, Bound low, Bound high) {
            try (RocksIterator at = database.iterate(Table.DOCUMENTS, view.options())) {
                if (descending) {
                    seekBack(at, high);
                } else {
                    at.seek(low.key == null ? Keys.database(database.number()) : low.key);
                }
                String separator = "\n";
                while (limit > 0 && at.isValid() && Keys.isOf(at.key(), database.number())) {
                    byte[] key = at.key();
                    boolean within = low.atOrAbove(key) && high.atOrBelow(key);
                    if (!within && isPast(low, high, key)) {
                        return;
                    }
                    RevisionTree tree = DocumentEntry.decode(at.value()).tree();
                    if (within && !tree.winner().deleted()) {
                        if (skip > 0) {
                            skip--;
                        } else {
                            limit--;
                            row(chunks.buffer().raw(separator), Keys.documentId(key), tree);
                            chunks.flushIfLarge();
                            separator = ",\n";
                        }
                    }
                    if (descending) {
                        at.prev();
                    } else {
                        at.next();
                    }
                }
            }
        }

        private void seekBack(RocksIterator at, Bound high) {
            at.seekForPrev(high.key == null ? Keys.after(database.number()) : high.key);
            // Another database may begin exactly where this one ends.
            if (high.key == null && at.isValid() && !Keys.isOf(at.key(), database.number())) {
                at.prev();
            }
        }

        private boolean isPast(Bound low, Bound high, byte[] key) {
            byte[] end = descending ? low.key : high.key;
            if (end == null) {
                return false;
            }
            int order = Arrays.compareUnsigned(key, end);
            return descending ? order < 0 : order > 0;
        }

        /** Ektorp wants a number as offset, and counting what lies before a range would cost a scan: it is the skip. */
        private Exchange.Chunks start(String offset) {
            var counters = database.counters();
            boolean sequence = query.flag("update_seq");
            var chunks = exchange.stream("application/json");
            chunks.buffer().raw("{\"total_rows\":" + counters.documents() + ",\"offset\":" + offset);
            if (sequence) {
                chunks.buffer().raw(",\"update_seq\":\"" + counters.sequence() + "\"");
            }
            chunks.buffer().raw(",\"rows\":[");
            return chunks;
        }

        private void row(JsonBuffer json, String id, RevisionTree tree) {
            Node winner = tree.winner();
            json.raw("{\"id\":").string(id).raw(",\"key\":").string(id).raw(",\"value\":{\"rev\":");
            json.revision(winner.revision()).raw(winner.deleted() ? ",\"deleted\":true}" : "}");
            if (includeDocuments) {
                json.raw(",\"doc\":");
                Optional<JsonBuffer> document = winner.deleted() ? Optional.empty() : writer.write(id, tree, winner);
                json.raw(document.map(JsonBuffer::toByteArray)
                        .orElse("null".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            }
            json.raw("}");
        }
    }

    /**
     * One end of a range. A key that is no string sorts before or after all ids, as in CouchDB: null, booleans and
     * numbers before, lists and objects after.
     */
    private record Bound(byte @Nullable [] key, boolean inclusive) {
        static final Bound OPEN = new Bound(null, true);

        static Bound of(JsonNode json, Database database, boolean inclusive) {
            if (json.isString()) {
                return new Bound(Keys.document(database.number(), json.stringValue()), inclusive);
            }
            return json.isContainer()
                    ? new Bound(Keys.after(database.number()), inclusive)
                    : new Bound(Keys.database(database.number()), inclusive);
        }

        boolean atOrAbove(byte[] candidate) {
            int order = key == null ? 1 : Arrays.compareUnsigned(candidate, key);
            return order > 0 || (order == 0 && inclusive);
        }

        boolean atOrBelow(byte[] candidate) {
            int order = key == null ? -1 : Arrays.compareUnsigned(candidate, key);
            return order < 0 || (order == 0 && inclusive);
        }
    }
}
