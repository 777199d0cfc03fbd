package io.ironstead.datastore.documents;

import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Ids of documents. An entity's is {@code e!}, its namespace, and for each element of its key the kind and {@code 1} with the id or
 * {@code 2} with the name, each ended by {@code !}: {@code e!!Guest!2ann!}. CouchDB, which sorts ids by their bytes, so has entities
 * in the order of their keys. Letters and digits stand for themselves; any other byte is two hex digits behind a mark that sorts
 * where the byte does. Ids are 16 hex digits with the sign turned.
 */
public final class DocumentIds {
    public static final String ENTITIES = "e!";
    private static final String ROWS = "r!";
    private static final char END = '!';
    private static final char BELOW_DIGITS = '-';
    private static final char BELOW_CAPITALS = ':';
    private static final char BELOW_LETTERS = '_';
    private static final char ABOVE_LETTERS = '~';

    private DocumentIds() {}

    public static String entity(Key key) {
        var id = new StringBuilder(ENTITIES);
        write(key.namespace(), id);
        for (var element : key.path()) {
            write(element.kind(), id);
            switch (element.id()) {
                case Identifier.Numeric(long number) ->
                    id.append('1')
                            .append(HexFormat.of().toHexDigits(number ^ Long.MIN_VALUE))
                            .append(END);
                case Identifier.Named(String name) -> write(name, id.append('2'));
                case Identifier.None _ -> throw new IllegalArgumentException("Stored keys are complete");
            }
        }
        return id.toString();
    }

    /** The id for a row that is no entity. */
    public static String row(byte[] rowKey) {
        return ROWS + HexFormat.of().formatHex(rowKey);
    }

    /** The row that {@link #row} named so. */
    public static byte[] row(String id) {
        return HexFormat.of().parseHex(id.substring(ROWS.length()));
    }

    private static void write(String text, StringBuilder id) {
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            int b = next & 0xFF;
            if ((b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z')) {
                id.append((char) b);
            } else {
                id.append(mark(b)).append(HexFormat.of().toHexDigits(next));
            }
        }
        id.append(END);
    }

    private static char mark(int b) {
        if (b < '0') {
            return BELOW_DIGITS;
        }
        if (b < 'A') {
            return BELOW_CAPITALS;
        }
        return b < 'a' ? BELOW_LETTERS : ABOVE_LETTERS;
    }
}
