package io.ironstead.couch;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stretch of a database's changes feed.
 *
 * @param last where to go on: opaque, as the server gave it
 * @param pending how many changes lie beyond; the embedded server counts to 1,000
 */
public record Changes(List<Change> changes, String last, long pending) {

    /**
     * One document that changed.
     *
     * @param leaves the revisions it has now, the winner first
     * @param document the winner, when it was asked for
     */
    public record Change(String id, boolean deleted, List<Revision> leaves, Optional<CouchDocument> document) {}

    static Changes of(JsonNode json) {
        return new Changes(
                json.path("results").valueStream().map(Changes::change).toList(),
                json.path("last_seq").asString(""),
                json.path("pending").asLong(0));
    }

    private static Change change(JsonNode row) {
        List<Revision> leaves = row.path("changes")
                .valueStream()
                .map(leaf -> Revision.parse(leaf.path("rev").asString("")))
                .toList();
        Optional<CouchDocument> document =
                row.get("doc") instanceof ObjectNode winner ? Optional.of(CouchDocument.of(winner)) : Optional.empty();
        return new Change(row.path("id").asString(""), row.path("deleted").asBoolean(false), leaves, document);
    }
}
