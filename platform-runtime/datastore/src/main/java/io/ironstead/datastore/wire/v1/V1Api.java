package io.ironstead.datastore.wire.v1;

import com.google.datastore.v1.AllocateIdsRequest;
import com.google.datastore.v1.AllocateIdsResponse;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.BeginTransactionResponse;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.ReserveIdsRequest;
import com.google.datastore.v1.ReserveIdsResponse;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RollbackResponse;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.codec.ApplicationId;
import io.ironstead.datastore.codec.CursorCodec;
import io.ironstead.datastore.codec.EntityCodec;
import io.ironstead.datastore.codec.KeyCodec;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The eight methods, from message to message, whatever brought them. Throws {@link RefusedException} and
 * {@link io.ironstead.datastore.DatastoreException}; {@link V1Calls} turns both into answers.
 */
final class V1Api {
    private static final int KEYS_MAX = 1_000;

    private final Databases databases;

    V1Api(Databases databases) {
        this.databases = databases;
    }

    /** One request's database, and how its keys and entities are read. */
    record Place(Datastore datastore, String project, String database, EntityCodec entities) {
        KeyCodec keys() {
            return entities.keys();
        }

        CursorCodec cursors() {
            return new CursorCodec(entities);
        }

        /** A key of this database, or a refusal. */
        Key key(com.google.datastore.v1.Key message) {
            return own(keys().decode(message));
        }

        Key own(Key key) {
            if (!key.application().equals(project)) {
                throw RefusedException.invalid(
                        "mismatched databases within request: " + project + " vs. " + key.application());
            }
            if (!key.database().equals(database)) {
                throw RefusedException.invalid(
                        "mismatched databases within request: \"" + database + "\" vs. \"" + key.database() + "\"");
            }
            return key;
        }
    }

    Message call(Message request, Deadline deadline) {
        return switch (request) {
            case LookupRequest lookup ->
                new Reads(place(lookup.getProjectId(), lookup.getDatabaseId()), deadline).lookup(lookup);
            case RunQueryRequest query ->
                new Reads(place(query.getProjectId(), query.getDatabaseId()), deadline).run(query);
            case RunAggregationQueryRequest query ->
                new Reads(place(query.getProjectId(), query.getDatabaseId()), deadline).aggregate(query);
            case CommitRequest commit ->
                new Writes(place(commit.getProjectId(), commit.getDatabaseId()), deadline).commit(commit);
            case BeginTransactionRequest begin -> begin(place(begin.getProjectId(), begin.getDatabaseId()), begin);
            case RollbackRequest rollback ->
                rollback(place(rollback.getProjectId(), rollback.getDatabaseId()), rollback.getTransaction());
            case AllocateIdsRequest allocate ->
                allocate(place(allocate.getProjectId(), allocate.getDatabaseId()), allocate.getKeysList(), deadline);
            case ReserveIdsRequest reserve ->
                reserve(place(reserve.getProjectId(), reserve.getDatabaseId()), reserve.getKeysList(), deadline);
            default -> throw new RefusedException(Code.UNIMPLEMENTED, "There is no such method.");
        };
    }

    /** The answer where nothing has to be waited for, neither a disk nor another process; empty where something may. */
    Optional<Message> now(Message request) {
        return switch (request) {
            case LookupRequest lookup ->
                new Reads(place(lookup.getProjectId(), lookup.getDatabaseId()), Deadline.in(Duration.ZERO))
                        .lookupNow(lookup)
                        .map(Message.class::cast);
            case BeginTransactionRequest begin ->
                place(begin.getProjectId(), begin.getDatabaseId())
                        .datastore()
                        .beginNow(Transactions.options(begin.getTransactionOptions()))
                        .map(V1Api::begun);
            default -> Optional.empty();
        };
    }

    private Place place(String projectId, String databaseId) {
        if (projectId.isEmpty()) {
            throw RefusedException.invalid("The request does not name a project.");
        }
        String project = ApplicationId.plain(projectId);
        // The default database may be named so.
        String database = databaseId.equals("(default)") ? "" : databaseId;
        Datastore datastore = databases
                .find(project, database)
                .orElseThrow(() -> new RefusedException(
                        Code.PERMISSION_DENIED,
                        "This address does not serve the project \"" + projectId + "\". A program can use its own"
                                + " site's data only."));
        return new Place(datastore, project, database, new EntityCodec(new KeyCodec(project, database)));
    }

    private static Message begin(Place place, BeginTransactionRequest request) {
        return begun(place.datastore().begin(Transactions.options(request.getTransactionOptions())));
    }

    private static Message begun(TransactionId id) {
        return BeginTransactionResponse.newBuilder()
                .setTransaction(Transactions.bytes(id))
                .build();
    }

    private static Message rollback(Place place, ByteString transaction) {
        if (transaction.isEmpty()) {
            throw RefusedException.invalid("transaction required");
        }
        try {
            place.datastore().rollback(Transactions.id(transaction));
        } catch (DatastoreException refused) {
            // As at Google: clients roll back after a refused commit, and ndb gives up when that is refused too.
            if (!refused.problem().equals(new Problem.NoTransaction(true))) {
                throw refused;
            }
        }
        return RollbackResponse.getDefaultInstance();
    }

    private static Message allocate(Place place, List<com.google.datastore.v1.Key> messages, Deadline deadline) {
        var keys = keys(place, messages);
        keys.forEach(EntityRules::checkIncomplete);
        var answer = AllocateIdsResponse.newBuilder();
        for (Key key : place.datastore().allocateIds(keys, IdPolicy.SCATTERED, deadline)) {
            answer.addKeys(place.keys().encode(key));
        }
        return answer.build();
    }

    private static Message reserve(Place place, List<com.google.datastore.v1.Key> messages, Deadline deadline) {
        var keys = keys(place, messages);
        keys.forEach(EntityRules::checkReadable);
        place.datastore().reserveIds(keys, deadline);
        return ReserveIdsResponse.getDefaultInstance();
    }

    static List<Key> keys(Place place, List<com.google.datastore.v1.Key> messages) {
        if (messages.size() > KEYS_MAX) {
            throw RefusedException.invalid("A request may have " + KEYS_MAX + " keys at most.");
        }
        return messages.stream().map(place::key).toList();
    }
}
