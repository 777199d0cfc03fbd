package io.ironstead.datastore.bytes;

import io.ironstead.datastore.Key;

/**
 * Keys of the store's rows, without the version that the engine adds. A row of an index is the index's prefix, its columns, the
 * entity's key, and one byte that says whether the entity has further rows in that index ({@link #FURTHER}).
 */
public final class RowKeys {
    /** The last byte of an index row whose entity has no other row in that index. */
    public static final int SOLE = 0;

    /** The last byte of each of several index rows of one entity in one index. */
    public static final int FURTHER = 1;

    private static final int ENTITY = 'e';
    private static final int INDEX = 'i';
    private static final int METADATA = 'm';
    private static final int BY_KIND = 1;
    private static final int BY_PROPERTY = 2;
    private static final int COMPOSITE = 3;

    private RowKeys() {}

    /** The prefix of all entities of a namespace; their keys' paths follow. */
    public static byte[] entities(String namespace) {
        return new OrderedWriter().tag(ENTITY).text(namespace).toBytes();
    }

    public static byte[] entity(Key key) {
        return new OrderedWriter()
                .tag(ENTITY)
                .text(key.namespace())
                .raw(KeyBytes.path(key))
                .toBytes();
    }

    /** The key whose {@link #entity(Key)} this is. */
    public static Key entity(byte[] row, String application, String database) {
        var reader = new OrderedReader(row, 1, false);
        String namespace = reader.text();
        return KeyBytes.read(reader, application, database, namespace);
    }

    /** The index of a kind's keys. */
    public static byte[] kind(String namespace, String kind) {
        return new OrderedWriter()
                .tag(INDEX)
                .tag(BY_KIND)
                .text(namespace)
                .text(kind)
                .toBytes();
    }

    /** The index of a property's values. */
    public static byte[] property(String namespace, String kind, String property) {
        return new OrderedWriter()
                .tag(INDEX)
                .tag(BY_PROPERTY)
                .text(namespace)
                .text(kind)
                .text(property)
                .toBytes();
    }

    /** A composite index within a namespace. */
    public static byte[] composite(long id, String namespace) {
        return new OrderedWriter()
                .tag(INDEX)
                .tag(COMPOSITE)
                .number(id)
                .text(namespace)
                .toBytes();
    }

    /** All rows of a composite index. */
    public static byte[] composite(long id) {
        return new OrderedWriter().tag(INDEX).tag(COMPOSITE).number(id).toBytes();
    }

    /** All counted metadata rows. */
    public static byte[] metadata() {
        return new OrderedWriter().tag(METADATA).toBytes();
    }

    public static byte[] metadata(String namespace) {
        return new OrderedWriter().tag(METADATA).text(namespace).toBytes();
    }

    public static byte[] metadata(String namespace, String kind) {
        return new OrderedWriter().tag(METADATA).text(namespace).text(kind).toBytes();
    }

    /**
     * The row that counts a kind's entities with a property of a type; property and representation are empty in the row that
     * counts the kind's entities.
     */
    public static byte[] metadata(String namespace, String kind, String property, String representation) {
        return new OrderedWriter()
                .tag(METADATA)
                .text(namespace)
                .text(kind)
                .text(property)
                .text(representation)
                .toBytes();
    }
}
