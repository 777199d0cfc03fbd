package io.ironstead.couch;

import java.util.List;
import java.util.Optional;

/**
 * A stretch of a database's changes feed.
 *
 * @param last where to go on: opaque, as the server gave it
 * @param pending how many changes lie beyond
 */
public record Changes(List<Change> changes, String last, long pending) {

    /**
     * One document that changed.
     *
     * @param leaves the revisions it has now, the winner first
     * @param document the winner, when it was asked for
     */
    public record Change(String id, boolean deleted, List<Revision> leaves, Optional<CouchDocument> document) {}
}
