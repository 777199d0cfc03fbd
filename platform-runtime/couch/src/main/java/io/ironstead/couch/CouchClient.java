package io.ironstead.couch;

import io.ironstead.couch.Coordinator.Outcome;
import io.ironstead.couch.Coordinator.Request;
import io.ironstead.couch.Coordinators.Repeat;
import io.ironstead.model.Deadline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CouchDB, a cluster or one server. Every call ends at its deadline. A write's result says exactly what is known of it;
 * a read that nobody answers throws {@link CouchUnavailableException}, a nonsensical request {@link CouchRefusedException}.
 *
 * <p>Safe for any number of threads, virtual ones too.
 */
public final class CouchClient implements AutoCloseable {
    private final Coordinators coordinators;

    public CouchClient(CouchSettings settings) {
        coordinators = Coordinators.over(settings);
    }

    /** A client of the server of this process, without connections between. Closing it leaves the server be. */
    public CouchClient(CouchInProcess server) {
        coordinators = Coordinators.within(server, CouchSettings.ANSWER_BYTES_MAX);
    }

    /** Makes a database of {@code shards} parts, each kept {@code copies} times. */
    public DatabaseCreated create(DatabaseName database, int shards, int copies, Deadline deadline) {
        String path = path(database) + "?q=" + shards + "&n=" + copies;
        return switch (coordinators.ask(new Request("PUT", path, null), Repeat.UNSENT, deadline)) {
            case Outcome.Answered(Answer answer) ->
                switch (answer.status()) {
                    case 201 -> DatabaseCreated.CREATED;
                    case 202 -> DatabaseCreated.BELOW_QUORUM;
                    case 412 -> DatabaseCreated.EXISTS;
                    default -> {
                        if (answer.isServerFailure()) {
                            yield DatabaseCreated.TIMED_OUT;
                        }
                        throw answer.refusal();
                    }
                };
            case Outcome.NeverSent _, Outcome.Lost _ -> DatabaseCreated.TIMED_OUT;
        };
    }

    /** Drops a database; done as well when it was not there. */
    public void drop(DatabaseName database, Deadline deadline) {
        Answer answer = read(new Request("DELETE", path(database), null), deadline);
        if (answer.status() != 404 && !answer.isSuccess()) {
            throw answer.refusal();
        }
    }

    public boolean exists(DatabaseName database, Deadline deadline) {
        return found(new Request("GET", path(database), null), deadline).isPresent();
    }

    /** The databases whose names begin so, as one node knows them. */
    public List<DatabaseName> databases(String prefix, Deadline deadline) {
        String range = "?startkey=" + encode(quote(prefix)) + "&endkey=" + encode(quote(prefix + "~"));
        return success(new Request("GET", "/_all_dbs" + range, null), deadline)
                .json()
                .valueStream()
                .map(name -> name.asString(""))
                .filter(name -> name.startsWith(prefix))
                .map(DatabaseName::new)
                .toList();
    }

    /** Stores a document under an id that never had one. Never repeated once it may have been sent. */
    public Written insert(DatabaseName database, String id, ObjectNode content, Deadline deadline) {
        return put(path(database, id), content, Repeat.UNSENT, deadline);
    }

    /** Replaces a document's revision by a new one. Never repeated once it may have been sent. */
    public Written update(DatabaseName database, String id, Revision base, ObjectNode content, Deadline deadline) {
        return put(path(database, id) + "?rev=" + encode(base.toString()), content, Repeat.UNSENT, deadline);
    }

    /** Copies a document with the revision it has elsewhere; the same copy again changes nothing. */
    public Written copy(DatabaseName database, CouchDocument document, Deadline deadline) {
        String path = path(database, document.id()) + "?new_edits=false";
        return put(path, document.json(), Repeat.ALWAYS, deadline);
    }

    private Written put(String path, ObjectNode content, Repeat repeat, Deadline deadline) {
        var request = new Request("PUT", path, Answer.JSON.writeValueAsBytes(content));
        return switch (coordinators.ask(request, repeat, deadline)) {
            case Outcome.Answered(Answer answer) -> written(answer);
            case Outcome.NeverSent(String why) -> new Written.TimedOut(why);
            case Outcome.Lost(String why) -> new Written.TimedOut(why);
        };
    }

    private static Written written(Answer answer) {
        return switch (answer.status()) {
            case 201 -> new Written.Stored(revision(answer.json()));
            case 202 -> new Written.BelowQuorum(revision(answer.json()));
            case 409 -> new Written.Conflict();
            case 400, 403, 413 -> {
                JsonNode json = answer.json();
                yield new Written.Refused(
                        json.path("error").asString(""), json.path("reason").asString(""));
            }
            default -> {
                // 412 is a cluster's word for a node that is down.
                if (answer.isServerFailure() || answer.status() == 412) {
                    yield new Written.TimedOut("status " + answer.status());
                }
                throw answer.refusal();
            }
        };
    }

    private static Revision revision(JsonNode json) {
        return Revision.parse(json.path("rev").asString(""));
    }

    /**
     * Writes many documents, each with its {@code _id} and, when it has one, its {@code _rev}; one result for each, in
     * the same order. Not a transaction: any of them may fail.
     */
    public List<Written> write(DatabaseName database, List<ObjectNode> documents, Deadline deadline) {
        ObjectNode body = Answer.JSON.createObjectNode();
        body.putArray("docs").addAll(documents);
        var request = new Request("POST", path(database) + "/_bulk_docs", Answer.JSON.writeValueAsBytes(body));
        return switch (coordinators.ask(request, Repeat.UNSENT, deadline)) {
            case Outcome.Answered(Answer answer) -> rows(answer, documents.size());
            case Outcome.NeverSent(String why) -> allTimedOut(documents.size(), why);
            case Outcome.Lost(String why) -> allTimedOut(documents.size(), why);
        };
    }

    /**
     * Stores revisions that the caller has named, as a replicator does ({@code new_edits=false}): never a conflict, but a branch
     * where the parent is not the newest. The same again changes nothing.
     *
     * @param documents each with {@code _revisions}, no id twice
     * @return what became of those that are not {@link Written.Stored}, by id
     * @see <a href="https://docs.couchdb.org/en/stable/replication/protocol.html#upload-batch-of-changed-documents">protocol</a>
     */
    public Map<String, Written> copyAll(DatabaseName database, List<ObjectNode> documents, Deadline deadline) {
        ObjectNode body = Answer.JSON.createObjectNode().put("new_edits", false);
        body.putArray("docs").addAll(documents);
        var request = new Request("POST", path(database) + "/_bulk_docs", Answer.JSON.writeValueAsBytes(body));
        return switch (coordinators.ask(request, Repeat.ALWAYS, deadline)) {
            case Outcome.Answered(Answer answer) -> notStored(answer, documents);
            case Outcome.NeverSent(String why) -> all(documents, new Written.TimedOut(why));
            case Outcome.Lost(String why) -> all(documents, new Written.TimedOut(why));
        };
    }

    /** The answer names only what was refused; its status is of all the others. */
    private static Map<String, Written> notStored(Answer answer, List<ObjectNode> documents) {
        if (!answer.isSuccess() && !answer.isServerFailure() && answer.status() != 412) {
            throw answer.refusal();
        }
        if (!answer.isSuccess() || !answer.json().isArray()) {
            return all(documents, new Written.TimedOut("status " + answer.status()));
        }
        var found = new HashMap<String, Written>();
        if (answer.status() != 201) {
            documents.forEach(document -> {
                JsonNode path = document.path("_revisions");
                var revision = Revision.of(
                        path.path("start").asLong(), path.path("ids").path(0).asString());
                found.put(document.path("_id").asString(), new Written.BelowQuorum(revision));
            });
        }
        for (JsonNode row : answer.json()) {
            found.put(row.path("id").asString(""), row(row));
        }
        return found;
    }

    private static Map<String, Written> all(List<ObjectNode> documents, Written outcome) {
        return documents.stream()
                .collect(Collectors.toMap(document -> document.path("_id").asString(), _ -> outcome));
    }

    private static List<Written> rows(Answer answer, int size) {
        if (answer.isSuccess() && answer.json() instanceof ArrayNode rows && rows.size() == size) {
            return rows.valueStream().map(CouchClient::row).toList();
        }
        if (answer.isServerFailure() || answer.isSuccess() || answer.status() == 412) {
            return allTimedOut(size, "status " + answer.status());
        }
        throw answer.refusal();
    }

    private static Written row(JsonNode row) {
        String error = row.path("error").asString("");
        if (error.isEmpty() && row.path("ok").asBoolean(false)) {
            return row.path("accepted").asBoolean(false)
                    ? new Written.BelowQuorum(revision(row))
                    : new Written.Stored(revision(row));
        }
        if (row.path("accepted").asBoolean(false)) {
            return new Written.BelowQuorum(revision(row));
        }
        return switch (error) {
            case "conflict" -> new Written.Conflict();
            case "forbidden", "unauthorized", "doc_validation", "document_too_large" ->
                new Written.Refused(error, row.path("reason").asString(""));
            default -> new Written.TimedOut(error);
        };
    }

    private static List<Written> allTimedOut(int size, String why) {
        return java.util.Collections.nCopies(size, new Written.TimedOut(why));
    }

    /** The winning revision; empty when there is none or it is deleted. */
    public Optional<CouchDocument> find(DatabaseName database, String id, Deadline deadline) {
        return found(new Request("GET", path(database, id), null), deadline)
                .map(answer -> CouchDocument.of((ObjectNode) answer.json()));
    }

    /** Every leaf revision, deleted ones too, the winner first where the server says so. */
    public List<CouchDocument> leaves(DatabaseName database, String id, Deadline deadline) {
        var request = new Request("GET", path(database, id) + "?open_revs=all&revs=true", null);
        return found(request, deadline).stream()
                .flatMap(answer -> answer.json().valueStream())
                .filter(row -> row.has("ok"))
                .map(row -> CouchDocument.of((ObjectNode) row.get("ok")))
                .toList();
    }

    /**
     * Every leaf revision on each replica, asked one by one: only such answers tell what a replica never took. Needs a server
     * administrator; on a server that knows no shards, such as the embedded one, there is one replica.
     *
     * @return one for each replica of the document, empty for one that did not answer
     * @throws CouchUnavailableException when not even the replicas' names are to be had
     * @see <a href="https://docs.couchdb.org/en/stable/api/database/shard.html">_shards</a>
     */
    public List<Optional<List<CouchDocument>>> replicas(DatabaseName database, String id, Deadline deadline) {
        return new Replicas(this::read, database, deadline)
                .leaves(id)
                .orElseGet(() -> List.of(Optional.of(leaves(database, id, deadline))));
    }

    /**
     * The parts of a database and every copy of each, to be read one by one. Needs a server administrator.
     *
     * @throws CouchRefusedException with status 404 when the node that was asked knows no such database
     * @see #replicas
     */
    public List<Part> parts(DatabaseName database, Deadline deadline) {
        return new Replicas(this::read, database, deadline)
                .parts()
                .orElseGet(() -> List.of(new Part(List.of(new Copy(this::read, path(database))))));
    }

    /** The winning revision of each of these ids that is there or was deleted. One replica answers. */
    public Map<String, Winner> winners(DatabaseName database, List<String> ids, Deadline deadline) {
        var request = new Request("POST", path(database) + "/_all_docs", keys(ids));
        var found = new HashMap<String, Winner>();
        for (JsonNode row : success(request, deadline).json().path("rows")) {
            JsonNode value = row.path("value");
            if (value.has("rev")) {
                boolean deleted = value.path("deleted").asBoolean(false);
                found.put(row.path("id").asString(""), new Winner(revision(value), deleted));
            }
        }
        return found;
    }

    private static byte[] keys(List<String> ids) {
        ObjectNode body = Answer.JSON.createObjectNode();
        ids.forEach(body.putArray("keys")::add);
        return Answer.JSON.writeValueAsBytes(body);
    }

    /** The winning revisions of these ids, in their order, without those that are not there. */
    public List<CouchDocument> find(DatabaseName database, List<String> ids, Deadline deadline) {
        return documents(new Request("POST", path(database) + "/_all_docs?include_docs=true", keys(ids)), deadline);
    }

    /** The live documents of a range. One replica answers: in a cluster a document just stored may be missing. */
    public List<CouchDocument> range(DatabaseName database, KeyRange range, Deadline deadline) {
        var query = new StringBuilder("?include_docs=true&limit=" + range.limit());
        if (range.descending()) {
            query.append("&descending=true");
        }
        range.from().ifPresent(key -> query.append("&startkey=").append(encode(quote(key))));
        range.to().ifPresent(key -> query.append("&endkey=").append(encode(quote(key))));
        return documents(new Request("GET", path(database) + "/_all_docs" + query, null), deadline);
    }

    private List<CouchDocument> documents(Request request, Deadline deadline) {
        var documents = new ArrayList<CouchDocument>();
        for (JsonNode row : success(request, deadline).json().path("rows")) {
            if (row.get("doc") instanceof ObjectNode document) {
                documents.add(CouchDocument.of(document));
            }
        }
        return documents;
    }

    /** What changed after {@code since} ({@code "0"} for everything), all leaves of each document. */
    public Changes changes(DatabaseName database, String since, int limit, Deadline deadline) {
        return changes(database, "since=" + encode(since) + "&limit=" + limit, deadline);
    }

    /** The same as {@link #changes}, but waits up to {@code wait} for a change when there is none yet. */
    public Changes awaitChanges(DatabaseName database, String since, int limit, Duration wait, Deadline deadline) {
        String query = "feed=longpoll&timeout=" + wait.toMillis() + "&since=" + encode(since) + "&limit=" + limit;
        return changes(database, query, deadline);
    }

    private Changes changes(DatabaseName database, String query, Deadline deadline) {
        String path = path(database) + "/_changes?style=all_docs&" + query;
        return Changes.of(success(new Request("GET", path, null), deadline).json());
    }

    private Answer success(Request request, Deadline deadline) {
        Answer answer = read(request, deadline);
        if (!answer.isSuccess()) {
            throw answer.refusal();
        }
        return answer;
    }

    /** An answer, or nothing for a 404; but a missing database is never the same as a missing document. */
    private Optional<Answer> found(Request request, Deadline deadline) {
        Answer answer = read(request, deadline);
        if (answer.status() == 404) {
            boolean aboutDatabase = request.path().indexOf('/', 1) < 0;
            String reason = answer.json().path("reason").asString("");
            if (!aboutDatabase && !reason.equals("missing") && !reason.equals("deleted")) {
                throw answer.refusal();
            }
            return Optional.empty();
        }
        if (!answer.isSuccess()) {
            throw answer.refusal();
        }
        return Optional.of(answer);
    }

    private Answer read(Request request, Deadline deadline) {
        return switch (coordinators.ask(request, Repeat.ALWAYS, deadline)) {
            case Outcome.Answered(Answer answer) -> {
                if (answer.isServerFailure()) {
                    throw new CouchUnavailableException("CouchDB answered with status " + answer.status());
                }
                yield answer;
            }
            case Outcome.NeverSent(String why) -> throw new CouchUnavailableException("CouchDB is not reached: " + why);
            case Outcome.Lost(String why) -> throw new CouchUnavailableException("CouchDB did not answer: " + why);
        };
    }

    static String path(DatabaseName database) {
        return "/" + encode(database.text());
    }

    private static String path(DatabaseName database, String id) {
        String prefix = id.startsWith("_local/") ? "_local/" : id.startsWith("_design/") ? "_design/" : "";
        return path(database) + "/" + prefix + encode(id.substring(prefix.length()));
    }

    private static String quote(String key) {
        return Answer.JSON.writeValueAsString(key);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        coordinators.close();
    }
}
