package io.ironstead.couch.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The byte keys of the store. Big-endian numbers and raw UTF-8, so that key order is CouchDB's order. */
final class Keys {
    private static final byte DATABASE_RANGE = 'd';
    private static final byte CATALOG_NAME = 'n';

    private Keys() {}

    /** The first key a database may own; {@code after} is the first key of the next one. */
    static byte[] database(long number) {
        return ByteBuffer.allocate(9).put(DATABASE_RANGE).putLong(number).array();
    }

    static byte[] after(long number) {
        return database(number + 1);
    }

    static byte[] name(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(CATALOG_NAME).put(text).array();
    }

    static byte[] document(long database, String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + text.length)
                .put(DATABASE_RANGE)
                .putLong(database)
                .put(text)
                .array();
    }

    static String documentId(byte[] key) {
        return new String(key, 9, key.length - 9, StandardCharsets.UTF_8);
    }

    /** A change by its sequence, or a body by its number. */
    static byte[] numbered(long database, long number) {
        return ByteBuffer.allocate(17)
                .put(DATABASE_RANGE)
                .putLong(database)
                .putLong(number)
                .array();
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key, 9, 8).getLong();
    }

    static boolean isOf(byte[] key, long database) {
        return key.length >= 9
                && key[0] == DATABASE_RANGE
                && ByteBuffer.wrap(key, 1, 8).getLong() == database;
    }

    static boolean isName(byte[] key) {
        return key.length > 1 && key[0] == CATALOG_NAME;
    }
}
