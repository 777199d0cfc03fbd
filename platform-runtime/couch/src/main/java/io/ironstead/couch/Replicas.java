package io.ironstead.couch;

import io.ironstead.couch.Coordinator.Request;
import io.ironstead.model.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * The replicas of a database, each read by itself from its shards' files: {@code GET /_node/{node}/{shard file}/{id}}. A file is
 * named {@code shards/{range}/{database}{suffix}}.
 */
final class Replicas {
    private static final Duration ONE_REPLICA_MAX = Duration.ofSeconds(2);

    private final BiFunction<Request, Deadline, Answer> read;
    private final DatabaseName database;
    private final Deadline deadline;

    Replicas(BiFunction<Request, Deadline, Answer> read, DatabaseName database, Deadline deadline) {
        this.read = read;
        this.database = database;
        this.deadline = deadline;
    }

    /** Of one document. Empty on a server without shards. */
    Optional<List<Optional<List<CouchDocument>>>> leaves(String id) {
        var shards = ask(CouchClient.path(database) + "/_shards/" + CouchClient.encode(id));
        if (shards.status() == 501) {
            return Optional.empty();
        }
        if (!shards.isSuccess()) {
            throw shards.refusal();
        }
        String file = file(
                shards.json().path("range").asString(""), suffix(described().orElseThrow()));
        return Optional.of(shards.json()
                .path("nodes")
                .valueStream()
                .map(node -> leaves(copy(node.asString(""), file), id))
                .toList());
    }

    private Optional<List<CouchDocument>> leaves(Copy copy, String id) {
        try {
            return Optional.of(copy.leaves(id, soon()));
        } catch (CouchUnavailableException silent) {
            return Optional.empty();
        }
    }

    /** Of the whole database. Empty on a server without shards. */
    Optional<List<Part>> parts() {
        return described().map(described -> {
            String suffix = suffix(described);
            return described
                    .path("by_range")
                    .propertyStream()
                    .map(range -> part(file(range.getKey(), suffix), range.getValue()))
                    .toList();
        });
    }

    private Part part(String file, JsonNode nodes) {
        return new Part(
                nodes.valueStream().map(node -> copy(node.asString(""), file)).toList());
    }

    private Copy copy(String node, String file) {
        return new Copy(read, "/_node/" + CouchClient.encode(node) + "/" + CouchClient.encode(file));
    }

    private String file(String range, String suffix) {
        return "shards/" + range + "/" + database + suffix;
    }

    /** What the cluster's own database says of this one. */
    private Optional<JsonNode> described() {
        var described = ask("/_node/_local/_dbs/" + CouchClient.encode(database.text()));
        if (described.status() == 501) {
            return Optional.empty();
        }
        if (!described.isSuccess()) {
            throw described.refusal();
        }
        return Optional.of(described.json());
    }

    /** The time of the database's creation, in its files' names; its characters are listed as numbers. */
    private static String suffix(JsonNode described) {
        var codes = described.path("shard_suffix");
        var bytes = new byte[codes.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) codes.get(i).asInt();
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** A replica that hangs must not use up the time of the others. */
    private Deadline soon() {
        return deadline.left().compareTo(ONE_REPLICA_MAX) < 0 ? deadline : Deadline.in(ONE_REPLICA_MAX);
    }

    private Answer ask(String path) {
        return read.apply(new Request("GET", path, null), deadline);
    }
}
