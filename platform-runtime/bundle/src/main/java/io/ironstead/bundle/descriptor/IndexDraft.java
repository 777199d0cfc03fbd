package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CompositeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One index of a file while it is read; both formats have the same words. Places are such as {@code index.yaml line 7}. */
final class IndexDraft {
    static final int INDEXES_MAX = 1_000;
    private static final int COLUMNS_MAX = 100;

    private final String kind;
    private final boolean ancestor;
    private final List<CompositeIndex.Column> columns = new ArrayList<>();

    IndexDraft(String where, String kind, String ancestor) throws DescriptorException {
        this.kind = kind;
        if (kind.isEmpty()) {
            throw wrong(where, "an index needs a \"kind\"");
        }
        this.ancestor = truth(where, "ancestor", ancestor);
    }

    static boolean truth(String where, String name, String text) throws DescriptorException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0", "" -> false;
            default -> throw wrong(where, "\"" + name + "\" must be yes or no, not \"" + text + "\"");
        };
    }

    /** @param direction empty for ascending */
    void addColumn(String where, String name, String direction, String mode) throws DescriptorException {
        if (name.isEmpty()) {
            throw wrong(where, "a property needs a \"name\"");
        }
        if (!mode.isEmpty()) {
            throw wrong(where, "properties of mode \"" + mode + "\" are not served");
        }
        if (columns.stream().anyMatch(column -> column.property().equals(name))) {
            throw wrong(where, "the property \"" + name + "\" is there twice");
        }
        if (columns.size() == COLUMNS_MAX) {
            throw wrong(where, "an index has at most " + COLUMNS_MAX + " properties");
        }
        columns.add(new CompositeIndex.Column(
                name,
                switch (direction.toLowerCase(Locale.ROOT)) {
                    case "", "asc", "ascending" -> false;
                    case "desc", "descending" -> true;
                    default -> throw wrong(where, "\"direction\" must be asc or desc, not \"" + direction + "\"");
                }));
    }

    /** Adds the index where it has properties: without any it would tell no more than its kind does. */
    void finish(String where, List<CompositeIndex> indexes) throws DescriptorException {
        if (columns.isEmpty()) {
            return;
        }
        if (indexes.size() == INDEXES_MAX) {
            throw wrong(where, "a file has at most " + INDEXES_MAX + " indexes");
        }
        indexes.add(new CompositeIndex(kind, ancestor, columns));
    }

    static DescriptorException wrong(String where, String what) {
        return new DescriptorException(where + ": " + what, "Correct the line and deploy again.");
    }
}
