package io.ironstead.datastore.bytes;

import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * A key's path as bytes: element by element the kind, then {@code 10} and the id or {@code 20} and the name, and {@code 00 00}
 * at the end. A parent sorts before its children, an id before every name, and no path's bytes begin another's.
 */
public final class KeyBytes {
    private static final int NONE = 0x08;
    private static final int ID = 0x10;
    private static final int NAME = 0x20;

    private KeyBytes() {}

    public static byte[] path(Key key) {
        var writer = new OrderedWriter();
        write(writer, key);
        return writer.toBytes();
    }

    /** What the bytes of this key and of all below it begin with. */
    public static byte[] family(Key ancestor) {
        byte[] path = path(ancestor);
        return Arrays.copyOf(path, path.length - 2);
    }

    /** The key with these bytes in a namespace of a database. */
    public static Key parse(String application, String database, String namespace, byte[] path) {
        return read(new OrderedReader(path, 0, false), application, database, namespace);
    }

    /** Where the path that begins at {@code at} ends. */
    public static int end(byte[] bytes, int at, boolean complemented) {
        var reader = new OrderedReader(bytes, at, complemented);
        skip(reader);
        return reader.position();
    }

    static void write(OrderedWriter writer, Key key) {
        for (var element : key.path()) {
            writer.text(element.kind());
            switch (element.id()) {
                case Identifier.None _ -> writer.tag(NONE);
                case Identifier.Numeric(long id) -> writer.tag(ID).number(id);
                case Identifier.Named(String name) -> writer.tag(NAME).text(name);
            }
        }
        writer.tag(0).tag(0);
    }

    static Key read(OrderedReader reader, String application, String database, String namespace) {
        var path = new ArrayList<PathElement>();
        while (!atPathEnd(reader)) {
            String kind = reader.text();
            path.add(
                    switch (reader.tag()) {
                        case NONE -> PathElement.incomplete(kind);
                        case ID -> PathElement.of(kind, reader.number());
                        case NAME -> PathElement.of(kind, reader.text());
                        default -> throw new IllegalArgumentException("A path element is neither id nor name");
                    });
        }
        reader.skip(2);
        return new Key(application, database, namespace, path);
    }

    static void skip(OrderedReader reader) {
        while (!atPathEnd(reader)) {
            reader.skipBlob();
            switch (reader.tag()) {
                case NONE -> {}
                case ID -> reader.skip(Long.BYTES);
                case NAME -> reader.skipBlob();
                default -> throw new IllegalArgumentException("A path element is neither id nor name");
            }
        }
        reader.skip(2);
    }

    private static boolean atPathEnd(OrderedReader reader) {
        return reader.peek() == 0 && reader.peekSecond() == 0;
    }
}
