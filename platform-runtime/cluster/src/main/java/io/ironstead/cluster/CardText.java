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
    private static final int FORM = 1;
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
            out.writeInt(card.bundles().size());
            for (var bundle : card.bundles()) {
                out.writeUTF(bundle.hex());
            }
            out.writeInt(card.versions().size());
            for (var entry : card.versions().entrySet()) {
                write(out, entry.getKey(), entry.getValue());
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("Memory can always be written", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, VersionKey key, VersionRoom room) throws IOException {
        out.writeUTF(key.site().value());
        out.writeUTF(key.service().value());
        out.writeUTF(key.version().value());
        out.writeBoolean(room.held());
        out.writeBoolean(room.ready());
        out.writeInt(room.instances());
        out.writeInt(room.free());
        out.writeInt(room.running());
        out.writeInt(room.waiting());
    }

    /** @throws IOException when this is no card */
    static NodeCard read(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORM) {
                throw new IOException("A card of another form");
            }
            return new NodeCard(
                    new NodeId(in.readUTF()),
                    in.readLong(),
                    in.readLong(),
                    in.readUTF(),
                    in.readInt(),
                    in.readBoolean(),
                    bundles(in),
                    versions(in));
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
            versions.put(
                    key,
                    new VersionRoom(
                            in.readBoolean(),
                            in.readBoolean(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt()));
        }
        return versions;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > ENTRIES_MAX) {
            throw new IOException("A card with too many entries");
        }
        return count;
    }
}
