package io.ironstead.datastore.wire.v3;

import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb.BeginTransactionRequest.TransactionMode;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.model.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Put, Delete, transactions and ids. */
final class V3Writes {
    private static final long SIZE_MAX = 1_000_000_000;

    private final KeyMessages keys;
    private final EntityMessages entities;
    private final Function<String, Datastore> databases;
    private final OpenTransactions transactions;

    V3Writes(
            KeyMessages keys,
            EntityMessages entities,
            Function<String, Datastore> databases,
            OpenTransactions transactions) {
        this.keys = keys;
        this.entities = entities;
        this.databases = databases;
        this.transactions = transactions;
    }

    DatastoreV3Pb.PutResponse put(DatastoreV3Pb.PutRequest request, Deadline deadline) {
        var response = DatastoreV3Pb.PutResponse.newBuilder();
        if (request.getEntityCount() == 0) {
            return response.build();
        }
        var written = request.getEntityList().stream().map(entities::own).toList();
        var datastore = databases.apply(
                V3Reads.oneDatabase(written.stream().map(Entity::requireKey).toList()));
        var policy = request.getAutoIdPolicy() == DatastoreV3Pb.PutRequest.AutoIdPolicy.SEQUENTIAL
                ? IdPolicy.SEQUENTIAL
                : IdPolicy.SCATTERED;
        if (request.hasTransaction()) {
            stage(datastore, transaction(request.getTransaction()), written, policy, deadline)
                    .forEach(key -> response.addKey(keys.encode(key)));
            return response.build();
        }
        var last = new LinkedHashMap<Object, Mutation>();
        var places = new ArrayList<Object>();
        for (int i = 0; i < written.size(); i++) {
            // Of entities with one key the last counts, as if they had been put one after the other.
            Object place =
                    written.get(i).requireKey().isComplete() ? written.get(i).requireKey() : Integer.valueOf(i);
            last.put(place, Mutation.upsert(written.get(i)));
            places.add(place);
        }
        var commit =
                datastore.commit(new CommitRequest(Optional.empty(), List.copyOf(last.values()), policy), deadline);
        var results = new HashMap<Object, io.ironstead.datastore.MutationResult>();
        int at = 0;
        for (var place : last.keySet()) {
            results.put(place, commit.mutations().get(at++));
        }
        for (var place : places) {
            var result = results.get(place);
            if (result == null) {
                throw new IllegalStateException("A commit answers for each of its mutations");
            }
            response.addKey(keys.encode(result.key())).addVersion(result.version());
        }
        response.getCostBuilder().setIndexWrites(commit.indexUpdates()).setEntityWrites(last.size());
        return response.build();
    }

    private TransactionId transaction(DatastoreV3Pb.Transaction message) {
        keys.requireOwn(message.getApp());
        return new TransactionId(message.getHandle());
    }

    /** Ids first: which groups a transaction touches is known only then. */
    private List<Key> stage(
            Datastore datastore, TransactionId transaction, List<Entity> written, IdPolicy policy, Deadline deadline) {
        var incomplete = written.stream()
                .map(Entity::requireKey)
                .filter(key -> !key.isComplete())
                .toList();
        var allocated = incomplete.isEmpty()
                ? List.<Key>of().iterator()
                : datastore.allocateIds(incomplete, policy, deadline).iterator();
        var complete = written.stream()
                .map(entity -> entity.requireKey().isComplete() ? entity : entity.withKey(allocated.next()))
                .toList();
        transactions.touch(
                transaction, complete.stream().map(Entity::requireKey).toList());
        var mutations = complete.stream().map(Mutation::upsert).toList();
        return datastore.stage(transaction, new CommitRequest(Optional.of(transaction), mutations, policy), deadline);
    }

    DatastoreV3Pb.DeleteResponse delete(DatastoreV3Pb.DeleteRequest request, Deadline deadline) {
        var response = DatastoreV3Pb.DeleteResponse.newBuilder();
        if (request.getKeyCount() == 0) {
            return response.build();
        }
        var asked = request.getKeyList().stream().map(keys::own).toList();
        Refused.refuseIf(!asked.stream().allMatch(Key::isComplete), "missing key id/name");
        var datastore = databases.apply(V3Reads.oneDatabase(asked));
        if (request.hasTransaction()) {
            var transaction = transaction(request.getTransaction());
            transactions.touch(transaction, asked);
            var mutations = asked.stream().map(Mutation::delete).toList();
            datastore.stage(transaction, CommitRequest.of(transaction, mutations), deadline);
            return response.build();
        }
        var mutations = asked.stream().distinct().map(Mutation::delete).toList();
        var commit = datastore.commit(new CommitRequest(Optional.empty(), mutations, IdPolicy.SCATTERED), deadline);
        asked.forEach(key -> response.addVersion(commit.version()));
        response.getCostBuilder().setIndexWrites(commit.indexUpdates()).setEntityWrites(mutations.size());
        return response.build();
    }

    DatastoreV3Pb.Transaction begin(DatastoreV3Pb.BeginTransactionRequest request) {
        keys.requireOwn(request.getApp());
        boolean readOnly = request.getMode() == TransactionMode.READ_ONLY;
        Optional<TransactionId> previous = Optional.empty();
        if (request.hasPreviousTransaction()) {
            Refused.refuseIf(
                    readOnly, "specifying a previous transaction handle on a read-only transaction is not allowed");
            previous = Optional.of(transaction(request.getPreviousTransaction()));
            transactions.requireSameOptions(previous.get(), request.getAllowMultipleEg());
            transactions.ended(previous.get());
        }
        var begun = databases
                .apply(request.getDatabaseId())
                .begin(new TransactionOptions(readOnly, Optional.empty(), previous));
        transactions.begun(begun, request.getAllowMultipleEg(), readOnly);
        var response =
                DatastoreV3Pb.Transaction.newBuilder().setApp(request.getApp()).setHandle(begun.handle());
        if (!request.getDatabaseId().isEmpty()) {
            response.setDatabaseId(request.getDatabaseId());
        }
        return response.build();
    }

    DatastoreV3Pb.CommitResponse commit(DatastoreV3Pb.Transaction message, Deadline deadline) {
        var transaction = transaction(message);
        Refused.refuseIf(transactions.isClosed(transaction), Refused.TRANSACTION_CLOSED);
        transactions.close(transaction);
        try {
            var commit =
                    databases.apply(message.getDatabaseId()).commit(CommitRequest.of(transaction, List.of()), deadline);
            transactions.ended(transaction);
            var response = DatastoreV3Pb.CommitResponse.newBuilder();
            response.getCostBuilder().setIndexWrites(commit.indexUpdates());
            return response.build();
        } catch (DatastoreException refused) {
            if (refused.problem() instanceof Problem.NoTransaction) {
                transactions.ended(transaction);
            }
            throw refused;
        }
    }

    void rollback(DatastoreV3Pb.Transaction message) {
        var transaction = transaction(message);
        boolean closed = transactions.isClosed(transaction);
        transactions.ended(transaction);
        if (!closed) {
            databases.apply(message.getDatabaseId()).rollback(transaction);
        }
    }

    DatastoreV3Pb.AllocateIdsResponse allocate(DatastoreV3Pb.AllocateIdsRequest request, Deadline deadline) {
        var response = DatastoreV3Pb.AllocateIdsResponse.newBuilder();
        boolean reserves = request.getReserveCount() > 0;
        Refused.refuseIf(request.hasModelKey() && reserves, "Cannot allocate and reserve IDs in the same request");
        Refused.refuseIf(reserves && request.hasSize(), "Cannot specify size when reserving IDs");
        Refused.refuseIf(reserves && request.hasMax(), "Cannot specify max when reserving IDs");
        if (reserves) {
            var asked = request.getReserveList().stream().map(keys::own).toList();
            Refused.refuseIf(!asked.stream().allMatch(Key::isComplete), "missing key id/name");
            databases.apply(V3Reads.oneDatabase(asked)).reserveIds(asked, deadline);
            return response.setStart(0).setEnd(0).build();
        }
        Refused.refuseIf(!request.hasModelKey(), "AllocateIds needs a model key, or keys to reserve");
        var model = keys.own(request.getModelKey());
        Refused.refuseIf(request.hasSize() == request.hasMax(), "exactly one of size and max must be specified");
        var datastore = databases.apply(model.database());
        if (request.hasMax()) {
            Refused.refuseIf(request.getMax() < 0, "max must be greater than or equal to 0");
            var range = datastore.allocateUpTo(request.getMax(), deadline);
            return response.setStart(range.first()).setEnd(range.last()).build();
        }
        Refused.refuseIf(request.getSize() < 1, "size must be greater than 0");
        Refused.refuseIf(request.getSize() > SIZE_MAX, "cannot get more than " + SIZE_MAX + " keys in a single call");
        var range = datastore.allocateRange(request.getSize(), deadline);
        return response.setStart(range.first()).setEnd(range.last()).build();
    }
}
