package io.ironstead.couch;

import java.util.List;

/**
 * A stretch of a database's changes feed.
 *
 * @param last where to go on: opaque, as the server gave it
 * @param pending how many changes lie beyond
 */
public record Changes(List<Change> changes, String last, long pending) {

    /** One document that changed, and the revisions it has now, the winner first. */
    public record Change(String id, boolean deleted, List<Revision> leaves) {}
}
