package io.ironstead.agent.data.pool;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.ironstead.datastore.log.History;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.SlotContent.Span;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.model.SiteName;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What leaders tell standbys, as gRPC carries it: a kind and its fields in order. */
final class FeedWire {
    /** A log is of few epochs: those before the last checkpoint are dropped. */
    private static final int SPANS_MAX = 100_000;

    private static final int DATABASES_MAX = 1_000;

    /** One database's feed, for as long as it goes. */
    static final MethodDescriptor<FeedRequest, FeedMessage> FEED = MethodDescriptor.newBuilder(
                    new PeerWire.Marshaller<>(FeedWire::write, FeedWire::request),
                    new PeerWire.Marshaller<>(FeedWire::write, FeedWire::message))
            .setFullMethodName(MethodDescriptor.generateFullMethodName("ironstead.SiteData", "Feed"))
            .setType(MethodType.SERVER_STREAMING)
            .build();

    /** The databases of a site that are open at its leader. */
    static final MethodDescriptor<SiteName, List<String>> DATABASES = MethodDescriptor.newBuilder(
                    new PeerWire.Marshaller<SiteName>(
                            (out, site) -> out.writeUTF(site.value()), in -> new SiteName(in.readUTF())),
                    new PeerWire.Marshaller<>(FeedWire::write, FeedWire::databases))
            .setFullMethodName(MethodDescriptor.generateFullMethodName("ironstead.SiteData", "Databases"))
            .setType(MethodType.UNARY)
            .build();

    private FeedWire() {}

    private static void write(DataOutputStream out, FeedRequest request) throws IOException {
        out.writeUTF(request.site().value());
        out.writeUTF(request.database());
    }

    private static FeedRequest request(DataInputStream in) throws IOException {
        return new FeedRequest(new SiteName(in.readUTF()), in.readUTF());
    }

    private static void write(DataOutputStream out, List<String> databases) throws IOException {
        out.writeInt(databases.size());
        for (String database : databases) {
            out.writeUTF(database);
        }
    }

    private static List<String> databases(DataInputStream in) throws IOException {
        int count = count(in, DATABASES_MAX);
        var databases = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            databases.add(in.readUTF());
        }
        return databases;
    }

    private static int count(DataInputStream in, int max) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > max) {
            throw new IOException("A list that is too long");
        }
        return count;
    }

    private static void write(DataOutputStream out, FeedMessage message) throws IOException {
        switch (message) {
            case FeedMessage.Begin(long epoch, var history, var at) -> {
                out.writeByte(1);
                out.writeLong(epoch);
                out.writeInt(history.spans().size());
                for (Span span : history.spans()) {
                    out.writeLong(span.epoch());
                    out.writeLong(span.firstLsn());
                    out.writeLong(span.slots());
                }
                write(out, at);
            }
            case FeedMessage.Entry(var before, var at, byte[] bytes) -> {
                out.writeByte(2);
                write(out, before);
                write(out, at);
                PeerWire.bytes(out, bytes);
            }
            case FeedMessage.Checkpointed(long version) -> {
                out.writeByte(3);
                out.writeLong(version);
            }
        }
    }

    private static FeedMessage message(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 1 -> new FeedMessage.Begin(in.readLong(), history(in), position(in));
            case 2 -> new FeedMessage.Entry(position(in), position(in), PeerWire.bytes(in));
            case 3 -> new FeedMessage.Checkpointed(in.readLong());
            default -> throw new IOException("A message of an unknown kind");
        };
    }

    private static History history(DataInputStream in) throws IOException {
        int count = count(in, SPANS_MAX);
        var spans = new ArrayList<Span>();
        for (int i = 0; i < count; i++) {
            spans.add(new Span(in.readLong(), in.readLong(), in.readLong()));
        }
        return new History(spans);
    }

    private static void write(DataOutputStream out, LogPosition at) throws IOException {
        out.writeLong(at.epoch());
        out.writeLong(at.lsn());
    }

    private static LogPosition position(DataInputStream in) throws IOException {
        return new LogPosition(in.readLong(), in.readLong());
    }
}
