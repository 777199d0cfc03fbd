package io.ironstead.datastore.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.datastore.v1.BeginTransactionRequest;
import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.DatastoreGrpc;
import com.google.datastore.v1.DatastoreGrpc.DatastoreBlockingStub;
import com.google.datastore.v1.Entity;
import com.google.datastore.v1.Key;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.LookupResponse;
import com.google.datastore.v1.Mutation;
import com.google.datastore.v1.ReadOptions;
import com.google.datastore.v1.RollbackRequest;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.TransactionOptions;
import com.google.datastore.v1.Value;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.wire.v1.net.Listeners.Listening;
import io.ironstead.datastore.wire.v1.net.NetLimits;
import io.ironstead.model.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's own gRPC client against the listener. */
class V1ServerTest {
    private static final V1Limits LIMITS =
            new V1Limits(new NetLimits(50, 100, 1 << 20, 4 << 20, Duration.ofSeconds(20)), 1, 40);

    private final FakeDatastore data = new FakeDatastore();
    private V1Server server;
    private ManagedChannel channel;
    private DatastoreBlockingStub client;

    @BeforeEach
    void start() throws Exception {
        server = new V1Server(LIMITS);
        connect(data);
    }

    private void connect(Datastore datastore) throws Exception {
        Listening listening = server.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (project, _) -> project.equals("shop") ? Optional.of(datastore) : Optional.empty());
        channel = NettyChannelBuilder.forAddress(listening.address())
                .usePlaintext()
                .build();
        client = DatastoreGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private static Key key(String name) {
        var key = Key.newBuilder();
        key.addPathBuilder().setKind("Guest").setName(name);
        return key.build();
    }

    private static CommitRequest put(String name, int bytes) {
        return CommitRequest.newBuilder()
                .setProjectId("shop")
                .setMode(CommitRequest.Mode.NON_TRANSACTIONAL)
                .addMutations(Mutation.newBuilder()
                        .setUpsert(Entity.newBuilder()
                                .setKey(key(name))
                                .putProperties(
                                        "text",
                                        Value.newBuilder()
                                                .setExcludeFromIndexes(true)
                                                .setBlobValue(ByteString.copyFrom(new byte[bytes]))
                                                .build())))
                .build();
    }

    private LookupResponse get(String... names) {
        var request = LookupRequest.newBuilder().setProjectId("shop");
        List.of(names).forEach(name -> request.addKeys(key(name)));
        return client.lookup(request.build());
    }

    private static Status refused(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    @Test
    void whatWasWrittenIsReadWithItsTimesAndWhatIsNotThereIsMissing() {
        var committed = client.commit(put("a", 3));

        var answer = get("a", "b");

        var found = answer.getFound(0);
        assertThat(found.getEntity().getPropertiesOrThrow("text").getBlobValue())
                .hasSize(3);
        assertThat(found.getVersion()).isEqualTo(committed.getMutationResults(0).getVersion());
        assertThat(found.getCreateTime()).isEqualTo(committed.getCommitTime());
        assertThat(found.getUpdateTime()).isEqualTo(committed.getCommitTime());
        assertThat(answer.getMissing(0).getEntity().getKey().getPath(0).getName())
                .isEqualTo("b");
        assertThat(answer.getMissing(0).getVersion()).isPositive();
        assertThat(answer.getDeferredList()).isEmpty();
    }

    /** Its lookups hang, but for those that need no waiting. */
    private static final class Hanging extends FakeDatastore {
        final CountDownLatch inside = new CountDownLatch(LIMITS.callsMax());
        final CountDownLatch goOn = new CountDownLatch(1);
        volatile boolean refuses;

        @Override
        public LookupResult lookup(List<io.ironstead.datastore.Key> keys, ReadFrom from, Deadline deadline) {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.lookup(keys, from, deadline);
        }

        @Override
        public Optional<LookupResult> lookupNow(io.ironstead.datastore.Key key, ReadFrom from) {
            if (refuses) {
                throw new IllegalStateException("broken");
            }
            return Optional.of(super.lookup(List.of(key), from, Deadline.in(Duration.ZERO)));
        }
    }

    @Test
    void whatNeedsNoWaitingIsAnsweredWhateverElseHangs() throws Exception {
        var hanging = new Hanging();
        channel.shutdownNow();
        connect(hanging);
        client.commit(put("a", 3));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = IntStream.range(0, LIMITS.callsMax())
                    .mapToObj(n -> callers.submit(() -> get("a", "b")))
                    .toList();
            assertThat(hanging.inside.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(refused(() -> get("a", "b")).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

            assertThat(get("a").getFoundCount()).isEqualTo(1);

            hanging.goOn.countDown();
            for (var one : waiting) {
                assertThat(one.get().getFoundCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void aFaultOfTheQuickWayIsNobodysFault() throws Exception {
        var hanging = new Hanging();
        hanging.refuses = true;
        hanging.goOn.countDown();
        channel.shutdownNow();
        connect(hanging);
        client.commit(put("a", 3));

        assertThat(get("a").getFoundCount()).isEqualTo(1);
    }

    @Test
    void aProjectThatIsNotTheSitesOwnIsRefused() {
        var foreign = refused(() -> client.lookup(LookupRequest.newBuilder()
                .setProjectId("bank")
                .addKeys(key("a"))
                .build()));
        assertThat(foreign.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(foreign.getDescription()).contains("does not serve the project \"bank\"");

        var inside = key("a").toBuilder();
        inside.getPartitionIdBuilder().setProjectId("bank");
        var mismatched = refused(() -> client.lookup(
                LookupRequest.newBuilder().setProjectId("shop").addKeys(inside).build()));
        assertThat(mismatched.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(mismatched.getDescription()).contains("mismatched databases within request");
    }

    @Test
    void aTransactionBeginsWithAReadAndEndsWithItsCommit() {
        var answer = client.runQuery(RunQueryRequest.newBuilder()
                .setProjectId("shop")
                .setReadOptions(ReadOptions.newBuilder().setNewTransaction(TransactionOptions.getDefaultInstance()))
                .setQuery(com.google.datastore.v1.Query.getDefaultInstance())
                .build());
        assertThat(answer.getTransaction()).isNotEmpty();

        var commit = put("a", 1).toBuilder()
                .setMode(CommitRequest.Mode.TRANSACTIONAL)
                .setTransaction(answer.getTransaction())
                .build();
        client.commit(commit);

        assertThat(get("a").getFoundCount()).isEqualTo(1);
        assertThat(refused(() -> client.commit(commit)).getDescription()).isEqualTo("Invalid transaction.");
    }

    @Test
    void rollingBackWhatHasEndedIsNoFault() {
        var begun = client.beginTransaction(BeginTransactionRequest.newBuilder()
                        .setProjectId("shop")
                        .build())
                .getTransaction();
        var request = RollbackRequest.newBuilder()
                .setProjectId("shop")
                .setTransaction(begun)
                .build();
        client.commit(put("a", 1).toBuilder()
                .setMode(CommitRequest.Mode.TRANSACTIONAL)
                .setTransaction(begun)
                .build());

        assertThat(client.rollback(request)).isNotNull();
        assertThat(client.rollback(request)).isNotNull();
        var never = request.toBuilder()
                .setTransaction(ByteString.copyFrom(new byte[8]))
                .build();
        assertThat(refused(() -> client.rollback(never)).getDescription()).isEqualTo("Invalid transaction.");
    }

    @Test
    void anUnknownMethodIsUnimplemented() {
        var method = MethodDescriptor.newBuilder(
                        DatastoreGrpc.getLookupMethod().getRequestMarshaller(),
                        DatastoreGrpc.getLookupMethod().getResponseMarshaller())
                .setFullMethodName("google.datastore.v1.Datastore/Shred")
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
        var refused = refused(() -> ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT, LookupRequest.getDefaultInstance()));
        assertThat(refused.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void refusalsCarryTextsOfAnyScript() {
        var request = LookupRequest.newBuilder().setProjectId("日本 100%").build();
        assertThat(refused(() -> client.lookup(request)).getDescription()).contains("\"日本 100%\"");
    }

    @Test
    void aRequestBeyondTheLimitIsRefusedAndTheConnectionLives() {
        assertThat(refused(() -> client.commit(put("a", 1 << 20))).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        client.commit(put("a", 900_000));
        assertThat(get("a").getFound(0).getEntity().getPropertiesOrThrow("text").getBlobValue())
                .hasSize(900_000);
    }

    @Test
    void compressedRequestsAreReadAndBombsAreNot() {
        client.withCompression("gzip").commit(put("a", 100_000));
        assertThat(get("a").getFoundCount()).isEqualTo(1);

        var bomb = refused(() -> client.withCompression("gzip").commit(put("b", 50 << 20)));
        assertThat(bomb.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void manyCallsAtATimeOnOneConnectionAreAllAnswered() throws Exception {
        client.commit(put("a", 200));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 30)
                    .mapToObj(_ -> callers.submit(() -> IntStream.range(0, 50)
                            .map(_ -> get("a").getFoundCount())
                            .sum()))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(50);
            }
        }
    }

    @Test
    void callsBeyondTheBoundAreRefusedNotQueued() throws Exception {
        var started = new CountDownLatch(LIMITS.callsMax());
        var release = new CountDownLatch(1);
        channel.shutdownNow();
        connect(new FakeDatastore() {
            @Override
            public LookupResult lookup(List<io.ironstead.datastore.Key> keys, ReadFrom from, Deadline deadline) {
                started.countDown();
                await(release);
                return super.lookup(keys, from, deadline);
            }
        });
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var held = IntStream.range(0, LIMITS.callsMax())
                    .mapToObj(_ -> callers.submit(() -> get("a")))
                    .toList();
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(refused(() -> get("a")).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

            release.countDown();
            for (var call : held) {
                assertThat(call.get().getMissingCount()).isEqualTo(1);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theClientsDeadlineReachesTheDatastore() throws Exception {
        var left = new long[1];
        channel.shutdownNow();
        connect(new FakeDatastore() {
            @Override
            public LookupResult lookup(List<io.ironstead.datastore.Key> keys, ReadFrom from, Deadline deadline) {
                left[0] = deadline.left().toMillis();
                return super.lookup(keys, from, deadline);
            }
        });
        client.withDeadlineAfter(3, TimeUnit.SECONDS)
                .lookup(LookupRequest.newBuilder()
                        .setProjectId("shop")
                        .addKeys(key("a"))
                        .build());
        assertThat(left[0]).isBetween(1L, 3_000L);
    }
}
