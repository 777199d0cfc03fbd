package io.ironstead.couch;

import tools.jackson.databind.node.ObjectNode;

/** One revision of a document. Numbers keep their digits: integers of any size, decimals as written. */
public record CouchDocument(String id, Revision revision, boolean deleted, ObjectNode json) {

    static CouchDocument of(ObjectNode json) {
        return new CouchDocument(
                json.path("_id").stringValue(),
                Revision.parse(json.path("_rev").stringValue()),
                json.path("_deleted").asBoolean(false),
                json);
    }
}
