package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import io.ironstead.couch.embedded.RevisionTree.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/** What is stored about a document beside its content: the sequence of its last change and its revisions. */
record DocumentEntry(long sequence, RevisionTree tree) {
    private static final int FORMAT = 1;

    boolean isDeleted() {
        return tree.winner().deleted();
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(sequence);
            out.writeInt(tree.nodes().size());
            for (Node node : tree.nodes()) {
                out.writeLong(node.revision().generation());
                out.writeUTF(node.revision().hash());
                out.writeInt(node.parent());
                out.writeBoolean(node.deleted());
                out.writeLong(node.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static DocumentEntry decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                throw new IllegalStateException("The store was written by a newer version");
            }
            long sequence = in.readLong();
            int size = in.readInt();
            var nodes = new ArrayList<Node>(size);
            for (int i = 0; i < size; i++) {
                var revision = new Revision(in.readLong(), in.readUTF());
                nodes.add(new Node(revision, in.readInt(), in.readBoolean(), in.readLong()));
            }
            return new DocumentEntry(sequence, new RevisionTree(nodes));
        } catch (IOException e) {
            throw new UncheckedIOException("A stored document entry is cut short", e);
        }
    }
}
