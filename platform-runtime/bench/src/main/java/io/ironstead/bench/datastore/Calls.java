package io.ironstead.bench.datastore;

import com.google.datastore.v1.AggregationQuery;
import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CompositeFilter;
import com.google.datastore.v1.DatastoreGrpc;
import com.google.datastore.v1.DatastoreGrpc.DatastoreBlockingStub;
import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Filter;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.KindExpression;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.PartitionId;
import com.google.datastore.v1.PropertyFilter;
import com.google.datastore.v1.PropertyReference;
import com.google.datastore.v1.Query;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.RunAggregationQueryRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.Value;
import com.google.protobuf.Int32Value;
import io.grpc.Channel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Cloud Datastore's calls as a busy program makes them. Every answer is checked. */
final class Calls {
    static final String PROJECT = "bench";
    static final int ROWS = 20;
    private static final int DEADLINE_SECONDS = 60;
    private static final int COUNT_SECONDS = 120;
    private static final int TEXT_LENGTH = 200;

    private static final List<String> WORDS = IntStream.range(0, 2_000)
            .mapToObj(i -> Integer.toString(i * 7_919 + 1_000_003, 36))
            .toList();

    private final DatastoreBlockingStub stub;

    Calls(Channel channel) {
        this.stub = DatastoreGrpc.newBlockingStub(channel);
    }

    private DatastoreBlockingStub stub() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static Key key(String kind, long id) {
        return Key.newBuilder()
                .setPartitionId(PartitionId.newBuilder().setProjectId(PROJECT))
                .addPath(Key.PathElement.newBuilder().setKind(kind).setId(id))
                .build();
    }

    /**
     * Four indexed properties and a text; {@value #ROWS} entities share each value of {@code group}.
     *
     * @param price differs from put to put: an entity put as it is would change nothing, and cost next to nothing
     */
    private static Mutation upsert(String kind, long id, double price) {
        var entity = Entity.newBuilder()
                .setKey(key(kind, id))
                .putProperties(
                        "group", Value.newBuilder().setIntegerValue(id / ROWS).build())
                .putProperties(
                        "name", Value.newBuilder().setStringValue("name " + id).build())
                .putProperties("price", Value.newBuilder().setDoubleValue(price).build())
                .putProperties(
                        "even", Value.newBuilder().setBooleanValue(id % 2 == 0).build())
                .putProperties(
                        "text",
                        Value.newBuilder()
                                .setStringValue(text(id))
                                .setExcludeFromIndexes(true)
                                .build());
        return Mutation.newBuilder().setUpsert(entity).build();
    }

    /** Different for each, as texts are, so that compression finds in it what it finds elsewhere. */
    private static String text(long id) {
        var random = new Random(id);
        var text = new StringBuilder(TEXT_LENGTH);
        while (text.length() < TEXT_LENGTH) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        return text.substring(0, TEXT_LENGTH);
    }

    void get(String kind, long id) {
        var answer = stub().lookup(LookupRequest.newBuilder()
                .setProjectId(PROJECT)
                .addKeys(key(kind, id))
                .build());
        require(answer.getFoundCount() == 1, kind + " " + id + " is missing");
    }

    /** What the empty server answers. */
    void getNothing(String kind, long id) {
        stub().lookup(LookupRequest.newBuilder()
                .setProjectId(PROJECT)
                .addKeys(key(kind, id))
                .build());
    }

    void put(String kind, long id, Random random) {
        put(kind, LongStream.of(id), random);
    }

    void put(String kind, LongStream ids, Random random) {
        var request = CommitRequest.newBuilder().setProjectId(PROJECT).setMode(CommitRequest.Mode.NON_TRANSACTIONAL);
        ids.forEach(id -> request.addMutations(upsert(kind, id, random.nextDouble())));
        var answer = stub().commit(request.build());
        require(answer.getMutationResultsCount() == request.getMutationsCount(), "not everything was put");
    }

    void getAndPut(String kind, long id, Random random) {
        var transaction = stub().beginTransaction(BeginTransactionRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .build())
                .getTransaction();
        var found = stub().lookup(LookupRequest.newBuilder()
                .setProjectId(PROJECT)
                .setReadOptions(ReadOptions.newBuilder().setTransaction(transaction))
                .addKeys(key(kind, id))
                .build());
        require(found.getFoundCount() == 1, kind + " " + id + " is missing");
        stub().commit(CommitRequest.newBuilder()
                .setProjectId(PROJECT)
                .setMode(CommitRequest.Mode.TRANSACTIONAL)
                .setTransaction(transaction)
                .addMutations(upsert(kind, id, random.nextDouble()))
                .build());
    }

    void query(String kind, long group) {
        var equal = PropertyFilter.newBuilder()
                .setProperty(PropertyReference.newBuilder().setName("group"))
                .setOp(PropertyFilter.Operator.EQUAL)
                .setValue(Value.newBuilder().setIntegerValue(group));
        var query = Query.newBuilder()
                .addKind(KindExpression.newBuilder().setName(kind))
                .setFilter(Filter.newBuilder()
                        .setCompositeFilter(CompositeFilter.newBuilder()
                                .setOp(CompositeFilter.Operator.AND)
                                .addFilters(Filter.newBuilder().setPropertyFilter(equal))))
                .setLimit(Int32Value.of(ROWS));
        var answer = stub().runQuery(RunQueryRequest.newBuilder()
                .setProjectId(PROJECT)
                .setPartitionId(PartitionId.newBuilder().setProjectId(PROJECT))
                .setQuery(query)
                .build());
        require(
                answer.getBatch().getEntityResultsCount() == ROWS,
                kind + " has " + answer.getBatch().getEntityResultsCount() + " rows of group " + group);
    }

    /** How many entities a kind has, read one by one from the index. */
    long count(String kind) {
        var answer = stub.withDeadlineAfter(COUNT_SECONDS, TimeUnit.SECONDS)
                .runAggregationQuery(RunAggregationQueryRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setPartitionId(PartitionId.newBuilder().setProjectId(PROJECT))
                        .setAggregationQuery(AggregationQuery.newBuilder()
                                .setNestedQuery(Query.newBuilder()
                                        .addKind(KindExpression.newBuilder().setName(kind)))
                                .addAggregations(AggregationQuery.Aggregation.newBuilder()
                                        .setAlias("n")
                                        .setCount(AggregationQuery.Aggregation.Count.getDefaultInstance())))
                        .build());
        return answer.getBatch()
                .getAggregationResults(0)
                .getAggregatePropertiesOrThrow("n")
                .getIntegerValue();
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
