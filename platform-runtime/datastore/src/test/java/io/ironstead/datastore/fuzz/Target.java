package io.ironstead.datastore.fuzz;

import static io.ironstead.datastore.differential.Messages.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.datastore.v1.CommitRequest;
import com.google.datastore.v1.CommitRequest.Mode;
import com.google.datastore.v1.DatastoreGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.ironstead.datastore.tablet.MemoryTablets;
import io.ironstead.datastore.wire.v1.V1Limits;
import io.ironstead.datastore.wire.v1.V1Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server whose address serves the project "mine", beside one for "secret" in the same process; checks of every answer that
 * it is one.
 */
final class Target implements AutoCloseable {
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String MARK = "only-the-secret-project-has-this";
    private static final Set<Status.Code> FAILURES =
            Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);

    private final MemoryTablets tablets = new MemoryTablets(InstantSource.system());
    private final V1Server server = new V1Server(V1Limits.DEFAULT);
    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress address;
    private final ManagedChannel channel;
    private int served;
    private int refused;

    Target() throws IOException {
        address = listen("mine");
        channel = connect(address);
        var secret = connect(listen("secret"));
        DatastoreGrpc.newBlockingStub(secret)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .commit(CommitRequest.newBuilder()
                        .setProjectId("secret")
                        .setMode(Mode.NON_TRANSACTIONAL)
                        .addMutations(upsert(key("Thing", "a"), "a", MARK, "b", 2))
                        .addMutations(upsert(key("Root", "r", "Thing", 7), "a", MARK))
                        .build());
        secret.shutdownNow();
    }

    private InetSocketAddress listen(String served) throws IOException {
        return server.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        (project, database) -> project.equals(served)
                                ? Optional.of(tablets.datastore(project, database))
                                : Optional.empty())
                .address();
    }

    private static ManagedChannel connect(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address).usePlaintext().build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** How many calls were done, whatever was asked. */
    int served() {
        return served;
    }

    int refused() {
        return refused;
    }

    /** @param what said when the answer is none */
    void post(String what, String method, String type, byte[] body) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/v1/projects/mine:" + method))
                .header("Content-Type", type)
                .timeout(ANSWER_MAX)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            String text = new String(answer.body(), StandardCharsets.ISO_8859_1);
            assertThat(answer.statusCode()).as("%s: %s", what, text).isIn(200, 400, 403, 404, 409, 413, 429, 501);
            count(what, answer.statusCode() == 200, text);
        } catch (IOException unanswered) {
            throw new AssertionError(what + ": no answer", unanswered);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what, interrupted);
        }
    }

    /** The bytes as they are, as the body of a gRPC message. */
    void grpc(String what, String method, byte[] body) {
        var raw = MethodDescriptor.newBuilder(Bytes.BYTES, Bytes.BYTES)
                .setFullMethodName("google.datastore.v1.Datastore/" + method)
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
            byte[] answer = ClientCalls.blockingUnaryCall(channel, raw, options, body);
            count(what, true, new String(answer, StandardCharsets.ISO_8859_1));
        } catch (StatusRuntimeException answer) {
            assertThat(answer.getStatus().getCode())
                    .as("%s: %s", what, answer.getStatus())
                    .isNotIn(FAILURES);
            count(what, false, answer.getStatus().toString());
        }
    }

    private void count(String what, boolean done, String text) {
        assertThat(text).as(what).doesNotContain(MARK);
        if (done) {
            served++;
        } else {
            refused++;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
        server.close();
        tablets.close();
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        BYTES;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
