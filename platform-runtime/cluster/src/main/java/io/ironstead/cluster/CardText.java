package io.ironstead.cluster;

import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cards as bytes. A card of another form is no card: nodes of two releases hear nothing of each other until both are new. */
final class CardText {
    private static final int FORM = 3;
    private static final int HELD = 1;
    private static final int READY = 2;
    private static final int ENTRIES_MAX = 100_000;

    private CardText() {}

    static byte[] write(NodeCard card) {
        var bytes = new ByteArrayOutputStream(256 + 100 * card.versions().size());
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeUTF(card.node().value());
            out.writeLong(card.started());
            out.writeLong(card.number());
            out.writeUTF(card.host());
            out.writeInt(card.peerPort());
            out.writeBoolean(card.draining());
            out.writeLong(card.room().memoryBytes());
            out.writeInt(card.room().processors());
            out.writeLong(card.catalogue().digest());
            out.writeInt(card.bundles().size());
            for (var bundle : card.bundles()) {
                out.writeUTF(bundle.hex());
            }
            out.writeInt(card.versions().size());
            for (var entry : card.versions().entrySet()) {
                write(out, entry.getKey(), entry.getValue());
            }
            write(out, card.data());
        } catch (IOException impossible) {
            throw new IllegalStateException("Memory can always be written", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, DataPart data) throws IOException {
        out.writeInt(data.port());
        out.writeBoolean(data.keeps());
        out.writeInt(data.leads().size());
        for (var led : data.leads().entrySet()) {
            out.writeUTF(led.getKey().value());
            out.writeLong(led.getValue());
        }
    }

    private static void write(DataOutputStream out, VersionKey key, VersionRoom room) throws IOException {
        out.writeUTF(key.site().value());
        out.writeUTF(key.service().value());
        out.writeUTF(key.version().value());
        out.writeByte((room.held() ? HELD : 0) | (room.ready() ? READY : 0));
        out.writeInt(room.instances());
        out.writeInt(room.free());
        out.writeInt(room.running());
        out.writeInt(room.waiting());
        out.writeInt(room.starting());
        out.writeFloat(room.load().requests());
        out.writeFloat(room.load().processors());
        out.writeInt(room.load().idleSeconds());
    }

    /** @throws IOException when this is no card */
    static NodeCard read(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORM) {
                throw new IOException("A card of another form");
            }
            var node = new NodeId(in.readUTF());
            long started = in.readLong();
            long number = in.readLong();
            var host = in.readUTF();
            int peerPort = in.readInt();
            boolean draining = in.readBoolean();
            var room = new NodeRoom(in.readLong(), in.readInt());
            var catalogue = Catalogue.unknown(in.readLong());
            return new NodeCard(
                    node,
                    started,
                    number,
                    host,
                    peerPort,
                    draining,
                    bundles(in),
                    room,
                    catalogue,
                    versions(in),
                    data(in));
        } catch (IllegalArgumentException badName) {
            throw new IOException("A card with a name that is none", badName);
        }
    }

    private static List<Digest> bundles(DataInputStream in) throws IOException {
        int count = count(in);
        var bundles = new ArrayList<Digest>();
        for (int i = 0; i < count; i++) {
            bundles.add(new Digest(in.readUTF()));
        }
        return bundles;
    }

    private static Map<VersionKey, VersionRoom> versions(DataInputStream in) throws IOException {
        int count = count(in);
        var versions = new HashMap<VersionKey, VersionRoom>();
        for (int i = 0; i < count; i++) {
            var key = new VersionKey(
                    new SiteName(in.readUTF()), new ServiceName(in.readUTF()), new VersionId(in.readUTF()));
            versions.put(key, room(in));
        }
        return versions;
    }

    private static VersionRoom room(DataInputStream in) throws IOException {
        int flags = in.readByte();
        return new VersionRoom(
                (flags & HELD) != 0,
                (flags & READY) != 0,
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                new VersionRoom.Load(in.readFloat(), in.readFloat(), in.readInt()));
    }

    private static DataPart data(DataInputStream in) throws IOException {
        int port = in.readInt();
        boolean keeps = in.readBoolean();
        int count = count(in);
        var leads = new HashMap<SiteName, Long>();
        for (int i = 0; i < count; i++) {
            leads.put(new SiteName(in.readUTF()), in.readLong());
        }
        return new DataPart(port, keeps, leads);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > ENTRIES_MAX) {
            throw new IOException("A card with too many entries");
        }
        return count;
    }
}
