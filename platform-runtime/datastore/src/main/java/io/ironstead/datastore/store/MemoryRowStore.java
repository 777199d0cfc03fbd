package io.ironstead.datastore.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, for tests and for machines that RocksDB's library does not run on. About 1 KB of heap for each entity with
 * its rows.
 *
 * <p>A treap of nodes that never change: every batch makes a new root, and whoever walks keeps the one there was.
 */
public final class MemoryRowStore implements RowStore {
    private volatile @Nullable Node root;
    private volatile long bytes;

    private record Node(
            byte[] key,
            byte[] value,
            int priority,
            @Nullable Node left,
            @Nullable Node right) {
        Node with(@Nullable Node newLeft, @Nullable Node newRight) {
            return new Node(key, value, priority, newLeft, newRight);
        }
    }

    /** The nodes before a key, and those after it. */
    private record Halves(@Nullable Node before, @Nullable Node after) {}

    @Override
    public byte @Nullable [] get(byte[] key) {
        Node node = find(root, key);
        return node == null ? null : node.value;
    }

    private static @Nullable Node find(@Nullable Node tree, byte[] key) {
        Node node = tree;
        while (node != null) {
            int order = Arrays.compareUnsigned(key, node.key);
            if (order == 0) {
                return node;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    @Override
    public Rows scan(byte[] from, byte[] to, boolean descending) {
        return new Walk(root, from, to, descending);
    }

    @Override
    public synchronized void apply(RowBatch batch) {
        Node tree = root;
        long size = bytes;
        for (RowBatch.Change change : batch.changes()) {
            Node old = find(tree, change.key());
            if (old != null) {
                size -= old.key.length + old.value.length;
                tree = remove(tree, change.key());
            }
            if (change instanceof RowBatch.Change.Put(byte[] key, byte[] value)) {
                size += key.length + value.length;
                tree = insert(tree, new Node(key, value, priority(key), null, null));
            }
        }
        bytes = size;
        root = tree;
    }

    private static int priority(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9E3779B9;
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        return hash ^ hash >>> 13;
    }

    private static Node insert(@Nullable Node tree, Node row) {
        if (tree == null) {
            return row;
        }
        if (row.priority > tree.priority) {
            Halves halves = split(tree, row.key);
            return row.with(halves.before, halves.after);
        }
        return Arrays.compareUnsigned(row.key, tree.key) < 0
                ? tree.with(insert(tree.left, row), tree.right)
                : tree.with(tree.left, insert(tree.right, row));
    }

    private static Halves split(@Nullable Node tree, byte[] key) {
        if (tree == null) {
            return new Halves(null, null);
        }
        if (Arrays.compareUnsigned(key, tree.key) < 0) {
            Halves halves = split(tree.left, key);
            return new Halves(halves.before, tree.with(halves.after, tree.right));
        }
        Halves halves = split(tree.right, key);
        return new Halves(tree.with(tree.left, halves.before), halves.after);
    }

    private static @Nullable Node remove(@Nullable Node tree, byte[] key) {
        if (tree == null) {
            return null;
        }
        int order = Arrays.compareUnsigned(key, tree.key);
        if (order == 0) {
            return join(tree.left, tree.right);
        }
        return order < 0
                ? tree.with(remove(tree.left, key), tree.right)
                : tree.with(tree.left, remove(tree.right, key));
    }

    private static @Nullable Node join(@Nullable Node before, @Nullable Node after) {
        if (before == null) {
            return after;
        }
        if (after == null) {
            return before;
        }
        return before.priority > after.priority
                ? before.with(before.left, join(before.right, after))
                : after.with(join(before, after.left), after.right);
    }

    /** Nothing to do: the end of the process ends it. */
    @Override
    public void flush() {}

    @Override
    public long sizeBytes() {
        return bytes;
    }

    @Override
    public void close() {
        root = null;
    }

    private static final class Walk implements Rows {
        private final @Nullable Node tree;
        private final byte[] from;
        private final byte[] to;
        private final boolean descending;
        private byte @Nullable [] target;
        private @Nullable Node current;
        private boolean started;

        Walk(@Nullable Node tree, byte[] from, byte[] to, boolean descending) {
            this.tree = tree;
            this.from = from;
            this.to = to;
            this.descending = descending;
        }

        @Override
        public boolean next() {
            if (started && current == null) {
                return false;
            }
            current = descending ? before() : after();
            started = true;
            target = null;
            return current != null;
        }

        private @Nullable Node after() {
            byte[] start = current == null ? from : current.key;
            boolean included = current == null;
            if (target != null && Arrays.compareUnsigned(target, start) > 0) {
                start = target;
                included = true;
            }
            Node best = null;
            for (Node node = tree; node != null; ) {
                int order = Arrays.compareUnsigned(node.key, start);
                if (order > 0 || (included && order == 0)) {
                    best = node;
                    node = node.left;
                } else {
                    node = node.right;
                }
            }
            return best != null && Arrays.compareUnsigned(best.key, to) < 0 ? best : null;
        }

        private @Nullable Node before() {
            byte[] start = current == null ? to : current.key;
            boolean included = false;
            if (target != null && Arrays.compareUnsigned(target, start) < 0) {
                start = target;
                included = true;
            }
            Node best = null;
            for (Node node = tree; node != null; ) {
                int order = Arrays.compareUnsigned(node.key, start);
                if (order < 0 || (included && order == 0)) {
                    best = node;
                    node = node.right;
                } else {
                    node = node.left;
                }
            }
            return best != null && Arrays.compareUnsigned(best.key, from) >= 0 ? best : null;
        }

        @Override
        public byte[] key() {
            return row().key;
        }

        @Override
        public byte[] value() {
            return row().value;
        }

        private Node row() {
            if (current == null) {
                throw new IllegalStateException("There is no row");
            }
            return current;
        }

        @Override
        public void seek(byte[] key) {
            target = key;
        }

        @Override
        public void close() {}
    }
}
