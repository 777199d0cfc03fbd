package io.ironstead.datastore.index;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Order;

/** A composite index in the words of {@code index.yaml}, as error messages show it. */
public final class IndexYaml {
    private IndexYaml() {}

    public static String of(IndexDefinition index) {
        var text = new StringBuilder("- kind: ").append(index.kind()).append('\n');
        if (index.ancestor()) {
            text.append("  ancestor: yes\n");
        }
        text.append("  properties:\n");
        for (Order column : index.columns()) {
            text.append("  - name: ").append(column.property()).append('\n');
            if (column.direction() == Direction.DESCENDING) {
                text.append("    direction: desc\n");
            }
        }
        return text.toString();
    }
}
