package io.ironstead.agent.data.pool;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ironstead.model.InstanceId;
import io.ironstead.model.RequestFacts;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.services.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Calls between nodes as gRPC carries them: one unary method, whose messages are a kind and its fields in order. */
final class PeerWire {
    /** App Engine's and Cloud Datastore's bounds on one message, with room for the rest. */
    static final int MESSAGE_BYTES_MAX = 33 * 1024 * 1024;

    static final MethodDescriptor<PeerCall, PeerAnswer> CALL = MethodDescriptor.newBuilder(
                    new Marshaller<>(PeerWire::write, PeerWire::call),
                    new Marshaller<>(PeerWire::write, PeerWire::answer))
            .setFullMethodName(MethodDescriptor.generateFullMethodName("ironstead.SiteData", "Call"))
            .setType(MethodDescriptor.MethodType.UNARY)
            .build();

    private PeerWire() {}

    interface Writer<T> {
        void to(DataOutputStream out, T message) throws IOException;
    }

    interface Reader<T> {
        T from(DataInputStream in) throws IOException;
    }

    record Marshaller<T>(Writer<T> writer, Reader<T> reader) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T message) {
            var bytes = new ByteArrayOutputStream(512);
            try (var out = new DataOutputStream(bytes)) {
                writer.to(out, message);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public T parse(InputStream stream) {
            try (var in = new DataInputStream(stream)) {
                return reader.from(in);
            } catch (IOException | IllegalArgumentException malformed) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("A message of another release")
                        .withCause(malformed)
                        .asRuntimeException();
            }
        }
    }

    private static void write(DataOutputStream out, PeerCall call) throws IOException {
        switch (call) {
            case PeerCall.Service(var caller, var service, var method, var request) -> {
                out.writeByte(1);
                write(out, caller);
                out.writeUTF(service);
                text(out, method);
                bytes(out, request);
            }
            case PeerCall.Cloud(var site, var method, var request) -> {
                out.writeByte(2);
                out.writeUTF(site.value());
                out.writeUTF(method);
                bytes(out, request);
            }
            case PeerCall.Desk(var site, var method, var json) -> {
                out.writeByte(3);
                out.writeUTF(site.value());
                text(out, method);
                text(out, json);
            }
        }
    }

    private static PeerCall call(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 1 -> new PeerCall.Service(caller(in), in.readUTF(), text(in), bytes(in));
            case 2 -> new PeerCall.Cloud(new SiteName(in.readUTF()), in.readUTF(), bytes(in));
            case 3 -> new PeerCall.Desk(new SiteName(in.readUTF()), text(in), text(in));
            default -> throw new IOException("A call of an unknown kind");
        };
    }

    private static void write(DataOutputStream out, PeerAnswer answer) throws IOException {
        switch (answer) {
            case PeerAnswer.Bytes(var bytes) -> {
                out.writeByte(1);
                bytes(out, bytes);
            }
            case PeerAnswer.Refused(boolean ofService, int code, String detail) -> {
                out.writeByte(2);
                out.writeBoolean(ofService);
                out.writeInt(code);
                text(out, detail);
            }
            case PeerAnswer.Json(int status, String json) -> {
                out.writeByte(3);
                out.writeInt(status);
                text(out, json);
            }
            case PeerAnswer.NotHere(String why) -> {
                out.writeByte(4);
                text(out, why);
            }
        }
    }

    private static PeerAnswer answer(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 1 -> new PeerAnswer.Bytes(bytes(in));
            case 2 -> new PeerAnswer.Refused(in.readBoolean(), in.readInt(), text(in));
            case 3 -> new PeerAnswer.Json(in.readInt(), text(in));
            case 4 -> new PeerAnswer.NotHere(text(in));
            default -> throw new IOException("An answer of an unknown kind");
        };
    }

    private static void write(DataOutputStream out, Caller caller) throws IOException {
        out.writeUTF(caller.version().site().value());
        out.writeUTF(caller.version().service().value());
        out.writeUTF(caller.version().version().value());
        out.writeUTF(caller.instance().value());
        out.writeBoolean(caller.request().isPresent());
        if (caller.request().isPresent()) {
            var request = caller.request().get();
            text(out, request.id());
            text(out, request.namespace());
            out.writeBoolean(request.user().isPresent());
            if (request.user().isPresent()) {
                var user = request.user().get();
                text(out, user.email());
                text(out, user.userId());
                out.writeBoolean(user.admin());
            }
            out.writeLong(request.deadline().toEpochMilli());
            out.writeBoolean(request.offline());
        }
    }

    private static Caller caller(DataInputStream in) throws IOException {
        var version =
                new VersionKey(new SiteName(in.readUTF()), new ServiceName(in.readUTF()), new VersionId(in.readUTF()));
        var instance = new InstanceId(in.readUTF());
        return new Caller(version, instance, in.readBoolean() ? Optional.of(request(in)) : Optional.empty());
    }

    private static Caller.Request request(DataInputStream in) throws IOException {
        var id = text(in);
        var namespace = text(in);
        var user = in.readBoolean()
                ? Optional.of(new RequestFacts.SignedIn(text(in), text(in), in.readBoolean()))
                : Optional.<RequestFacts.SignedIn>empty();
        return new Caller.Request(id, namespace, user, Instant.ofEpochMilli(in.readLong()), in.readBoolean());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MESSAGE_BYTES_MAX) {
            throw new IOException("A field that is too long");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("A message that ends early");
        }
        return bytes;
    }
}
