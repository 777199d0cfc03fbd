package io.ironstead.datastore.wire.v3;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import com.google.apphosting.api.proto2api.ApiBasePb.VoidProto;
import com.google.apphosting.datastore_bytes.proto2api.DatastoreV3Pb;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The methods of {@code datastore_v3} for the programs of one site, from bytes to bytes. Safe for use by any thread.
 *
 * @see <a href="../../../../../../../../../../../docs/decisions/101-datastore-v3-on-the-neutral-model.md">decision 101</a>
 */
public final class V3Api {
    private static final int QUERIES_MAX = 10_000;
    private static final int TRANSACTIONS_MAX = 20_000;
    private static final Duration QUERY_LIFE = Duration.ofSeconds(300);
    private static final Duration TRANSACTION_LIFE = Duration.ofSeconds(300);
    private static final String INDEXES = "Indexes come with the application: list them in its index.yaml.";

    private final KeyMessages keys;
    private final V3Reads reads;
    private final V3Writes writes;

    /**
     * @param appId as programs of the site write it, with region: {@code s~shop}
     * @param databases of the site by id, the default one by an empty id; empty when there is no such database
     * @param random chooses handles
     */
    public V3Api(
            String appId,
            Function<String, Optional<Datastore>> databases,
            InstantSource clock,
            RandomGenerator random) {
        keys = new KeyMessages(appId);
        var entities = new EntityMessages(keys);
        Function<String, Datastore> found = database -> databases
                .apply(database)
                .orElseThrow(() -> Refused.badRequest("There is no database \"" + database + "\""));
        var transactions = new OpenTransactions(TRANSACTIONS_MAX, TRANSACTION_LIFE, clock);
        reads = new V3Reads(
                keys, entities, found, transactions, new OpenQueries(QUERIES_MAX, QUERY_LIFE, clock, random));
        writes = new V3Writes(keys, entities, found, transactions);
    }

    /** Serves one call; never throws for what a program sent. */
    public V3Answer call(String method, byte[] request, Deadline deadline) {
        try {
            return switch (method) {
                case "CreateIndex", "UpdateIndex", "DeleteIndex" -> new V3Answer.NotOffered(INDEXES);
                case "AddActions" ->
                    new V3Answer.NotOffered("Add tasks outside of the transaction, after it is committed.");
                default -> {
                    var answer = message(method, request, deadline);
                    yield answer == null ? new V3Answer.UnknownMethod() : new V3Answer.Message(answer.toByteArray());
                }
            };
        } catch (InvalidProtocolBufferException malformed) {
            return new V3Answer.Malformed();
        } catch (Refused refused) {
            return refused.answer();
        } catch (DatastoreException refused) {
            return Refused.of(refused.problem()).answer();
        }
    }

    private @org.jspecify.annotations.Nullable MessageLite message(String method, byte[] request, Deadline deadline)
            throws InvalidProtocolBufferException {
        return switch (method) {
            case "Get" -> reads.get(DatastoreV3Pb.GetRequest.parser().parseFrom(request), deadline);
            case "RunQuery" -> reads.run(DatastoreV3Pb.Query.parser().parseFrom(request), deadline);
            case "Next" -> reads.next(DatastoreV3Pb.NextRequest.parser().parseFrom(request), deadline);
            case "DeleteCursor" -> {
                reads.drop(DatastoreV3Pb.Cursor.parser().parseFrom(request));
                yield VoidProto.getDefaultInstance();
            }
            case "GetIndices" ->
                reads.indexes(DatastoreV3Pb.GetIndicesRequest.parser().parseFrom(request));
            case "Put" -> writes.put(DatastoreV3Pb.PutRequest.parser().parseFrom(request), deadline);
            case "Delete" -> writes.delete(DatastoreV3Pb.DeleteRequest.parser().parseFrom(request), deadline);
            case "BeginTransaction" ->
                writes.begin(DatastoreV3Pb.BeginTransactionRequest.parser().parseFrom(request));
            case "Commit" -> writes.commit(DatastoreV3Pb.Transaction.parser().parseFrom(request), deadline);
            case "Rollback" -> {
                writes.rollback(DatastoreV3Pb.Transaction.parser().parseFrom(request));
                yield VoidProto.getDefaultInstance();
            }
            case "AllocateIds" ->
                writes.allocate(DatastoreV3Pb.AllocateIdsRequest.parser().parseFrom(request), deadline);
            default -> null;
        };
    }
}
