package io.ironstead.datastore.index;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One index of a file while it is read; both formats have the same words. */
final class IndexDraft {
    static final int FILE_LENGTH_MAX = 1 << 20;
    private static final int INDEXES_MAX = 1_000;
    private static final int COLUMNS_MAX = 100;

    private final String file;
    private final String kind;
    private final boolean ancestor;
    private final List<Order> columns = new ArrayList<>();

    IndexDraft(String file, int line, String kind, String ancestor) throws IndexFileException {
        this.file = file;
        this.kind = kind;
        if (kind.isEmpty()) {
            throw new IndexFileException(file, line, "an index needs a \"kind\"");
        }
        this.ancestor = truth(file, line, "ancestor", ancestor);
    }

    static boolean truth(String file, int line, String name, String text) throws IndexFileException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0", "" -> false;
            default ->
                throw new IndexFileException(file, line, "\"" + name + "\" must be yes or no, not \"" + text + "\"");
        };
    }

    /** @param direction empty for ascending */
    void addColumn(int line, String name, String direction, String mode) throws IndexFileException {
        if (name.isEmpty()) {
            throw new IndexFileException(file, line, "a property needs a \"name\"");
        }
        if (!mode.isEmpty()) {
            throw new IndexFileException(file, line, "properties of mode \"" + mode + "\" are not served");
        }
        if (columns.stream().anyMatch(column -> column.property().equals(name))) {
            throw new IndexFileException(file, line, "the property \"" + name + "\" is there twice");
        }
        if (columns.size() == COLUMNS_MAX) {
            throw new IndexFileException(file, line, "an index has at most " + COLUMNS_MAX + " properties");
        }
        columns.add(new Order(
                name,
                switch (direction.toLowerCase(Locale.ROOT)) {
                    case "", "asc", "ascending" -> Direction.ASCENDING;
                    case "desc", "descending" -> Direction.DESCENDING;
                    default ->
                        throw new IndexFileException(
                                file, line, "\"direction\" must be asc or desc, not \"" + direction + "\"");
                }));
    }

    /** Adds the index where it has properties: without any it would tell no more than its kind does. */
    void finish(int line, List<IndexDefinition> indexes) throws IndexFileException {
        if (columns.isEmpty()) {
            return;
        }
        if (indexes.size() == INDEXES_MAX) {
            throw new IndexFileException(file, line, "a file has at most " + INDEXES_MAX + " indexes");
        }
        indexes.add(new IndexDefinition(kind, ancestor, columns));
    }

    static void checkLength(String file, String text) throws IndexFileException {
        if (text.length() > FILE_LENGTH_MAX) {
            throw new IndexFileException(file, 1, "the file is longer than " + FILE_LENGTH_MAX + " characters");
        }
    }
}
