package io.ironstead.couch;

import io.ironstead.couch.Coordinator.Request;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * One copy of one part of a database, asked by itself: what it answers is what its node has on disk, whatever other nodes know.
 * Every call throws {@link CouchUnavailableException} when this copy does not answer.
 */
public final class Copy {
    private final BiFunction<Request, Deadline, Answer> read;
    private final String path;

    Copy(BiFunction<Request, Deadline, Answer> read, String path) {
        this.read = read;
        this.path = path;
    }

    /**
     * What changed after {@code since} ({@code "0"} for everything), all leaves of each document. From {@code "0"} on until a
     * stretch is empty it has every document that the copy had when the first call was made.
     *
     * @param documents whether the winning revisions come along
     */
    public Changes changes(String since, int limit, boolean documents, Deadline deadline) {
        String query = "/_changes?style=all_docs&include_docs=" + documents + "&since=" + CouchClient.encode(since)
                + "&limit=" + limit;
        return Changes.of(ask(path + query, deadline).json());
    }

    /** Every leaf revision, deleted ones too. */
    public List<CouchDocument> leaves(String id, Deadline deadline) {
        return ask(path + "/" + CouchClient.encode(id) + "?open_revs=all&revs=true", deadline)
                .json()
                .valueStream()
                .filter(row -> row.has("ok"))
                .map(row -> CouchDocument.of((ObjectNode) row.get("ok")))
                .toList();
    }

    private Answer ask(String address, Deadline deadline) {
        var answer = read.apply(new Request("GET", address, null), deadline);
        // 412 is a cluster's word for a node that is down, 404 for a node without the file.
        if (answer.status() != 200) {
            throw new CouchUnavailableException("A copy answered with status " + answer.status());
        }
        return answer;
    }

    @Override
    public String toString() {
        return path;
    }
}
