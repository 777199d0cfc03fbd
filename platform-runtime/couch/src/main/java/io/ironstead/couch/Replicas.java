package io.ironstead.couch;

import io.ironstead.couch.Coordinator.Request;
import io.ironstead.model.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The replicas of one document, each read by itself from its shard's file: {@code GET /_node/{node}/{shard file}/{id}}. The file
 * is named {@code shards/{range}/{database}{suffix}}.
 */
final class Replicas {
    private static final Duration ONE_REPLICA_MAX = Duration.ofSeconds(2);

    private final BiFunction<Request, Deadline, Answer> read;
    private final DatabaseName database;
    private final String id;
    private final Deadline deadline;

    Replicas(BiFunction<Request, Deadline, Answer> read, DatabaseName database, String id, Deadline deadline) {
        this.read = read;
        this.database = database;
        this.id = id;
        this.deadline = deadline;
    }

    /** Empty on a server without shards. */
    Optional<List<Optional<List<CouchDocument>>>> leaves() {
        var shards = ask(CouchClient.path(database) + "/_shards/" + CouchClient.encode(id));
        if (shards.status() == 501) {
            return Optional.empty();
        }
        if (!shards.isSuccess()) {
            throw shards.refusal();
        }
        String file = "shards/" + shards.json().path("range").asString("") + "/" + database + suffix();
        return Optional.of(shards.json()
                .path("nodes")
                .valueStream()
                .map(node -> leaves(node.asString(""), file))
                .toList());
    }

    /** The time of the database's creation, in the file's name; its characters are listed as numbers. */
    private String suffix() {
        var described = ask("/_node/_local/_dbs/" + CouchClient.encode(database.text()));
        if (!described.isSuccess()) {
            throw described.refusal();
        }
        var codes = described.json().path("shard_suffix");
        var bytes = new byte[codes.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) codes.get(i).asInt();
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private Optional<List<CouchDocument>> leaves(String node, String file) {
        var path = "/_node/" + CouchClient.encode(node) + "/" + CouchClient.encode(file) + "/" + CouchClient.encode(id)
                + "?open_revs=all&revs=true";
        try {
            var answer = read.apply(new Request("GET", path, null), soon());
            // 412 is a cluster's word for a node that is down, 404 for a node without the file.
            return answer.status() == 200 ? Optional.of(documents(answer.json())) : Optional.empty();
        } catch (CouchUnavailableException silent) {
            return Optional.empty();
        }
    }

    /** A replica that hangs must not use up the time of the others. */
    private Deadline soon() {
        return deadline.left().compareTo(ONE_REPLICA_MAX) < 0 ? deadline : Deadline.in(ONE_REPLICA_MAX);
    }

    private static List<CouchDocument> documents(JsonNode rows) {
        return rows.valueStream()
                .filter(row -> row.has("ok"))
                .map(row -> CouchDocument.of((ObjectNode) row.get("ok")))
                .toList();
    }

    private Answer ask(String path) {
        return read.apply(new Request("GET", path, null), deadline);
    }
}
