package io.ironstead.datastore.fuzz;

import static io.ironstead.datastore.differential.Messages.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.datastore.v1.Filter;
import com.google.datastore.v1.LookupRequest;
import com.google.datastore.v1.PropertyFilter.Operator;
import com.google.datastore.v1.PropertyOrder.Direction;
import com.google.datastore.v1.RunQueryRequest;
import com.google.datastore.v1.RunQueryResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.ironstead.datastore.differential.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dseeds=N} for more, {@code -Dlong=true} for many more, {@code -Dseed=S} to replay one. */
class CloudDatastoreFuzzTest {
    private static final int SEEDS = Integer.getInteger("seeds", Boolean.getBoolean("long") ? 2_000 : 6);
    private static final int ROUNDS = 20;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer();

    private static Target target;

    @BeforeAll
    static void start() throws IOException {
        target = new Target();
        var session = new Session(target.channel(), ValidRequests.PROJECT);
        for (int i = 1; i < 30; i++) {
            session.commit(upsert(key("Thing", i), "a", i % 5, "b", list("x", i)));
        }
    }

    @AfterAll
    static void stop() {
        assertThat(target.served()).as("some calls made sense").isPositive();
        assertThat(target.refused()).as("most calls made none").isPositive();
        target.close();
    }

    @AfterEach
    void stillServes() {
        var session = new Session(target.channel(), ValidRequests.PROJECT);
        assertThat(session.query(
                        kind("Thing").setFilter(where("a", Operator.EQUAL, 1)).build()))
                .isPresent();
    }

    static LongStream seeds() {
        String one = System.getProperty("seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(Long.parseLong(one));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedProtobuf(long seed) {
        var random = new Random(seed);
        var damage = new Damage(random);
        for (int i = 0; i < ROUNDS; i++) {
            for (var valid : ValidRequests.all().entrySet()) {
                byte[] body = damage.to(valid.getValue().toByteArray());
                String what = "-Dseed=%d round %d: %s".formatted(seed, i, valid.getKey());
                if (random.nextBoolean()) {
                    target.post(what, valid.getKey(), PROTOBUF, body);
                } else {
                    target.grpc(what, grpcName(valid.getKey()), body);
                }
            }
        }
    }

    private static String grpcName(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedJson(long seed) throws IOException {
        var damage = new Damage(new Random(seed));
        for (int i = 0; i < ROUNDS; i++) {
            for (var valid : ValidRequests.all().entrySet()) {
                byte[] text = PRINTER.print(valid.getValue()).getBytes(StandardCharsets.UTF_8);
                String what = "-Dseed=%d round %d: %s".formatted(seed, i, valid.getKey());
                byte[] body = i % 2 == 0
                        ? damage.to(text)
                        : damage.to(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
                target.post(what, valid.getKey(), JSON, body);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void messagesThatMakeNoSense(long seed) throws IOException {
        var made = new RandomMessages(new Random(seed));
        for (int i = 0; i < ROUNDS; i++) {
            for (var valid : ValidRequests.all().entrySet()) {
                Message message = made.like(valid.getValue());
                String what = "-Dseed=%d round %d: %s %s".formatted(seed, i, valid.getKey(), message);
                target.grpc(what, grpcName(valid.getKey()), forMine(message).toByteArray());
                target.post(what, valid.getKey(), PROTOBUF, message.toByteArray());
            }
        }
    }

    private static Message forMine(Message message) {
        var project = message.getDescriptorForType().findFieldByName("project_id");
        return message.toBuilder().setField(project, ValidRequests.PROJECT).build();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedGql(long seed) {
        var damage = new Damage(new Random(seed));
        for (int i = 0; i < ROUNDS; i++) {
            for (String sentence : ValidRequests.SENTENCES) {
                String text = damage.to(sentence);
                String method = text.contains("COUNT") ? "RunAggregationQuery" : "RunQuery";
                target.grpc(
                        "-Dseed=%d round %d: %s".formatted(seed, i, text),
                        method,
                        ValidRequests.gql(text).toByteArray());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedCursors(long seed) {
        var damage = new Damage(new Random(seed));
        var query = order(kind("Thing"), "a", Direction.ASCENDING).setLimit(limit(3));
        ByteString cursor = new Session(target.channel(), ValidRequests.PROJECT)
                .query(query.build())
                .map(RunQueryResponse::getBatch)
                .orElseThrow()
                .getEndCursor();
        for (int i = 0; i < 5 * ROUNDS; i++) {
            var damaged = ByteString.copyFrom(damage.to(cursor.toByteArray()));
            var request = RunQueryRequest.newBuilder().setProjectId(ValidRequests.PROJECT);
            request.setQuery(
                    i % 2 == 0
                            ? query.clone().setStartCursor(damaged)
                            : query.clone().setEndCursor(damaged));
            target.grpc(
                    "-Dseed=%d cursor %d: %s".formatted(seed, i, damaged),
                    "RunQuery",
                    request.build().toByteArray());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keysOfOtherProjects(long seed) {
        var random = new Random(seed);
        var names = new String[] {
            "secret", "s~secret", "e~secret", "dev~secret", "mine\0secret", "secret/", "SECRET", "~secret"
        };
        for (int i = 0; i < ROUNDS; i++) {
            String name = names[random.nextInt(names.length)];
            for (var valid : ValidRequests.all().entrySet()) {
                String what = "-Dseed=%d: %s of %s".formatted(seed, valid.getKey(), name);
                var project = valid.getValue().getDescriptorForType().findFieldByName("project_id");
                Message other =
                        valid.getValue().toBuilder().setField(project, name).build();
                target.grpc(what, grpcName(valid.getKey()), other.toByteArray());
                target.post(what, valid.getKey(), PROTOBUF, other.toByteArray());
            }
            var key = key("Thing", "a").toBuilder();
            key.getPartitionIdBuilder().setProjectId(name);
            var lookup = LookupRequest.newBuilder()
                    .setProjectId(ValidRequests.PROJECT)
                    .addKeys(key);
            target.grpc(
                    "-Dseed=%d: a key of %s".formatted(seed, name),
                    "Lookup",
                    lookup.build().toByteArray());
            var query = RunQueryRequest.newBuilder()
                    .setProjectId(ValidRequests.PROJECT)
                    .setQuery(kind("Thing"));
            query.getPartitionIdBuilder().setProjectId(name);
            target.grpc(
                    "-Dseed=%d: a query of %s".formatted(seed, name),
                    "RunQuery",
                    query.build().toByteArray());
            target.grpc(
                    "-Dseed=%d: GQL of %s".formatted(seed, name),
                    "RunQuery",
                    ValidRequests.gql("SELECT * FROM Thing WHERE __key__ = KEY(PROJECT('" + name + "'), Thing, 'a')")
                            .toByteArray());
        }
    }

    @Test
    void nestingWithoutEnd() {
        for (int depth : new int[] {19, 21, 99, 101, 5_000, 100_000}) {
            String json = "{\"query\":{\"filter\":" + "{\"compositeFilter\":{\"op\":\"AND\",\"filters\":[".repeat(depth)
                    + "]}}".repeat(depth) + "}}";
            target.post("filters in filters, " + depth, "runQuery", JSON, json.getBytes(StandardCharsets.UTF_8));
            String value =
                    "{\"mode\":\"NON_TRANSACTIONAL\",\"mutations\":[{\"upsert\":{\"key\":{\"path\":[{\"kind\":\"T\"}]},\"properties\":{\"a\":"
                            + "{\"entityValue\":{\"properties\":{\"a\":".repeat(depth) + "{\"nullValue\":null}"
                            + "}}}".repeat(depth) + "}}}]}";
            target.post("entities in entities, " + depth, "commit", JSON, value.getBytes(StandardCharsets.UTF_8));
            target.post(
                    "lists in lists, " + depth, "lookup", JSON, ("[".repeat(depth)).getBytes(StandardCharsets.UTF_8));
            String gql = "SELECT * FROM T WHERE " + "(".repeat(depth) + "a = 1" + ")".repeat(depth);
            target.grpc(
                    "brackets in brackets, " + depth,
                    "RunQuery",
                    ValidRequests.gql(gql).toByteArray());
        }
        var filter = where("a", Operator.EQUAL, 1);
        for (int depth = 0; depth < 300; depth++) {
            filter = and(filter, Filter.getDefaultInstance());
            if (depth % 37 == 0) {
                target.grpc("filters in filters, " + depth, "RunQuery", asking(filter));
            }
        }
    }

    private static byte[] asking(Filter filter) {
        return RunQueryRequest.newBuilder()
                .setProjectId(ValidRequests.PROJECT)
                .setQuery(kind("Thing").setFilter(filter))
                .build()
                .toByteArray();
    }

    @Test
    void limitsOutOfReason() {
        for (int number : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000_000}) {
            var query = kind("Thing").setLimit(limit(number)).setOffset(number);
            target.grpc(
                    "limit and offset " + number,
                    "RunQuery",
                    RunQueryRequest.newBuilder()
                            .setProjectId(ValidRequests.PROJECT)
                            .setQuery(query)
                            .build()
                            .toByteArray());
        }
    }
}
