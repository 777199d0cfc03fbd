package io.ironstead.agent.crash;

import com.google.datastore.v1.AggregationQuery;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.DatastoreGrpc;
import com.google.datastore.v1.DatastoreGrpc.DatastoreBlockingStub;
import com.google.datastore.v1.Entity;
import com.google.datastore.v1.EntityResult;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.KindExpression;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.Query;
import com.google.datastore.v1.QueryResultBatch;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.TransactionOptions;
import com.google.datastore.v1.Value;
import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Accounts in pairs that always sum to zero, and a receipt for every transfer, written in the transfer's transaction: through
 * Google's client stubs.
 */
public final class Bank implements AutoCloseable {
    static final int PAIRS = 16;
    private static final String PROJECT = "bank";

    private final ManagedChannel channel;

    Bank(int port) {
        this("127.0.0.1", port);
    }

    public Bank(String host, int port) {
        this.channel = Grpc.newChannelBuilder(host + ":" + port, InsecureChannelCredentials.create())
                .build();
    }

    /** A transfer that was made: {@code amount} from one account of a pair to the other. */
    public record Receipt(String name, int pair, long amount) {}

    private DatastoreBlockingStub calls(long millis) {
        return DatastoreGrpc.newBlockingStub(channel).withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
    }

    private static Key.Builder key(String kind, String name) {
        var key = Key.newBuilder();
        key.addPathBuilder().setKind(kind).setName(name);
        return key;
    }

    private static Key account(int pair, String side) {
        return key("Account", "pair" + pair + side).build();
    }

    private static Value value(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    private static Mutation put(Key key, String property, long number) {
        return Mutation.newBuilder()
                .setUpsert(Entity.newBuilder().setKey(key).putProperties(property, value(number)))
                .build();
    }

    /** Makes a transfer, or throws what the datastore's client throws. */
    void transfer(String kind, Receipt receipt) {
        transfer(kind, receipt, 10_000);
    }

    /** @param millis for all of its calls together */
    public void transfer(String kind, Receipt receipt, long millis) {
        var calls = calls(millis);
        ByteString transaction = calls.beginTransaction(BeginTransactionRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .build())
                .getTransaction();
        Key left = account(receipt.pair(), "left");
        Key right = account(receipt.pair(), "right");
        long balance = balance(calls, left, transaction);
        long other = balance(calls, right, transaction);
        calls.commit(CommitRequest.newBuilder()
                .setProjectId(PROJECT)
                .setMode(CommitRequest.Mode.TRANSACTIONAL)
                .setTransaction(transaction)
                .addMutations(put(left, "balance", balance + receipt.amount()))
                .addMutations(put(right, "balance", other - receipt.amount()))
                .addMutations(Mutation.newBuilder()
                        .setInsert(Entity.newBuilder()
                                .setKey(key(kind, receipt.name()))
                                .putProperties("pair", value(receipt.pair()))
                                .putProperties("amount", value(receipt.amount()))))
                .build());
    }

    private static long balance(DatastoreBlockingStub calls, Key account, ByteString transaction) {
        var answer = calls.lookup(LookupRequest.newBuilder()
                .setProjectId(PROJECT)
                .setReadOptions(ReadOptions.newBuilder().setTransaction(transaction))
                .addKeys(account)
                .build());
        return balance(answer.getFoundList());
    }

    private static long balance(List<EntityResult> found) {
        return found.isEmpty()
                ? 0
                : found.getFirst().getEntity().getPropertiesOrThrow("balance").getIntegerValue();
    }

    /** The present balance of one side of a pair. */
    public long balance(int pair, String side, long millis) {
        var answer = calls(millis)
                .lookup(LookupRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .addKeys(account(pair, side))
                        .build());
        return balance(answer.getFoundList());
    }

    /** Both sides of a pair and whether a receipt is there, as one transaction that changes nothing sees them. */
    public Audit audit(int pair, String kind, String receipt, long millis) {
        var answer = calls(millis)
                .lookup(LookupRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setReadOptions(ReadOptions.newBuilder()
                                .setNewTransaction(TransactionOptions.newBuilder()
                                        .setReadOnly(TransactionOptions.ReadOnly.getDefaultInstance())))
                        .addKeys(account(pair, "left"))
                        .addKeys(account(pair, "right"))
                        .addKeys(key(kind, receipt))
                        .build());
        long sum = 0;
        boolean seen = false;
        for (var found : answer.getFoundList()) {
            var entity = found.getEntity();
            seen |= entity.getKey().getPath(0).getName().equals(receipt);
            sum += entity.containsProperties("balance")
                    ? entity.getPropertiesOrThrow("balance").getIntegerValue()
                    : 0;
        }
        return new Audit(sum, seen);
    }

    /** @param sum of both sides: zero, whatever was transferred */
    public record Audit(long sum, boolean receiptSeen) {}

    private static Query.Builder all(String kind) {
        return Query.newBuilder().addKind(KindExpression.newBuilder().setName(kind));
    }

    public List<Receipt> receipts(String kind) {
        var found = new ArrayList<Receipt>();
        var query = all(kind);
        while (true) {
            QueryResultBatch batch = calls(20_000)
                    .runQuery(RunQueryRequest.newBuilder()
                            .setProjectId(PROJECT)
                            .setQuery(query)
                            .build())
                    .getBatch();
            for (EntityResult row : batch.getEntityResultsList()) {
                Entity entity = row.getEntity();
                found.add(new Receipt(
                        entity.getKey().getPath(0).getName(),
                        (int) entity.getPropertiesOrThrow("pair").getIntegerValue(),
                        entity.getPropertiesOrThrow("amount").getIntegerValue()));
            }
            if (batch.getMoreResults() != QueryResultBatch.MoreResultsType.NOT_FINISHED) {
                return found;
            }
            query.setStartCursor(batch.getEndCursor());
        }
    }

    /** Counted over an index, not over the entities. */
    long count(String kind) {
        var counting = AggregationQuery.newBuilder()
                .setNestedQuery(all(kind))
                .addAggregations(AggregationQuery.Aggregation.newBuilder()
                        .setAlias("n")
                        .setCount(AggregationQuery.Aggregation.Count.getDefaultInstance()));
        return calls(20_000)
                .runAggregationQuery(RunAggregationQueryRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setAggregationQuery(counting)
                        .build())
                .getBatch()
                .getAggregationResults(0)
                .getAggregatePropertiesOrThrow("n")
                .getIntegerValue();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
