package io.ironstead.datastore.query;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.Value;
import java.util.Collection;
import java.util.List;

/** Answers of queries as words that are the same when the answers are. */
public final class Answers {
    private Answers() {}

    /** Whether a page is what looking at every entity finds, or the beginning of it where the page was full. */
    public static boolean isRight(Query query, QueryPage page, Collection<Entity> entities) {
        var all = new Oracle(query).results(entities);
        int from = Math.min(query.offset(), all.size());
        int to = (int) Math.min(all.size(), (long) from + query.limit().orElse(all.size()));
        var expected = expected(query, all.subList(from, to));
        var found = found(page.rows());
        if (page.more() != QueryPage.More.NOT_FINISHED) {
            return found.equals(expected);
        }
        return found.size() <= expected.size() && found.equals(expected.subList(0, found.size()));
    }

    /** How many results looking at every entity finds. */
    public static int count(Query query, Collection<Entity> entities) {
        int all = Math.max(0, new Oracle(query).results(entities).size() - query.offset());
        return query.limit().map(limit -> Math.min(limit, all)).orElse(all);
    }

    static List<String> found(List<QueryPage.Row> rows) {
        return rows.stream()
                .map(row -> {
                    var entity = row.entity().entity();
                    return entity.requireKey().path() + " " + (row.entity().version() == 0 ? entity.properties() : "");
                })
                .toList();
    }

    static List<String> expected(Query query, List<Oracle.Found> rows) {
        var normal = Normaliser.normalise(query);
        return rows.stream()
                .map(row -> {
                    String values = "";
                    if (query.keysOnly()) {
                        values = "[]";
                    } else if (!query.projection().isEmpty()) {
                        values = query.projection().stream()
                                .map(name -> projected(name, row.columns().get(columnOf(normal, name))))
                                .toList()
                                .toString();
                    }
                    return row.key().path() + " " + values;
                })
                .toList();
    }

    private static int columnOf(NormalQuery normal, String name) {
        return normal.columns().stream().map(order -> order.property()).toList().indexOf(name);
    }

    private static String projected(String name, Value value) {
        return "Property[name=%s, values=[PropertyValue[value=%s, indexed=true, meaning=18]], list=false, meaning=0]"
                .formatted(name, value);
    }
}
