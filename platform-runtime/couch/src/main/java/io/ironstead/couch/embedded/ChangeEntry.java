package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One row of the changes feed: a document's last change and its leaf revisions, the winner first. */
record ChangeEntry(String id, boolean deleted, List<Revision> leaves) {

    static ChangeEntry of(String id, DocumentEntry entry) {
        var leaves = entry.tree().leaves();
        return new ChangeEntry(
                id,
                leaves.getFirst().deleted(),
                leaves.stream().map(RevisionTree.Node::revision).toList());
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            out.writeBoolean(deleted);
            out.writeInt(leaves.size());
            for (Revision leaf : leaves) {
                out.writeLong(leaf.generation());
                out.writeUTF(leaf.hash());
            }
            out.write(id.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static ChangeEntry decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean deleted = in.readBoolean();
            int size = in.readInt();
            var leaves = new ArrayList<Revision>(size);
            for (int i = 0; i < size; i++) {
                leaves.add(new Revision(in.readLong(), in.readUTF()));
            }
            return new ChangeEntry(new String(in.readAllBytes(), StandardCharsets.UTF_8), deleted, leaves);
        } catch (IOException e) {
            throw new UncheckedIOException("A stored change is cut short", e);
        }
    }
}
