package io.ironstead.datastore.query;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.ValueBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the rows of an answer out of positions. */
final class Pages {
    private static final int MEANING_INDEX_VALUE = 18;

    private final NormalQuery query;
    private final Columns columns;
    private final Cursors cursors;
    private final Place place;
    private final Function<byte[], Optional<StoredEntity>> entities;

    Pages(NormalQuery query, Place place, Function<byte[], Optional<StoredEntity>> entities) {
        this.query = query;
        this.columns = Columns.of(query);
        this.cursors = new Cursors(query, place);
        this.place = place;
        this.entities = entities;
    }

    /** As many results as fit; at least one where there is one. */
    QueryPage fill(Results results, PageLimit limit, long version) {
        var rows = new ArrayList<QueryPage.Row>();
        long bytes = 0;
        boolean full = false;
        boolean more = results.next();
        while (more && !full) {
            var entity = answer(results.position());
            rows.add(new QueryPage.Row(entity, cursors.after(results.position())));
            bytes += entity.bytes()
                    .map(ByteString::size)
                    .map(Integer::longValue)
                    .orElseGet(() -> EntitySize.of(entity.entity()));
            full = rows.size() >= limit.rows() || bytes >= limit.bytes();
            more = results.next();
        }
        Cursor skipped = results.skippedTo().length == 0
                ? query.query().start().orElse(Cursors.BEGINNING)
                : cursors.after(results.skippedTo());
        return new QueryPage(
                rows,
                results.skipped(),
                skipped,
                rows.isEmpty() ? skipped : rows.getLast().cursor(),
                more ? QueryPage.More.NOT_FINISHED : results.more(),
                version);
    }

    StoredEntity answer(byte[] position) {
        byte[] path = columns.path(position);
        if (query.wantsEntities()) {
            return entities.apply(path).orElseThrow(() -> new IllegalStateException("An index row has no entity"));
        }
        var properties = query.query().keysOnly() ? List.<Property>of() : projected(position);
        return new StoredEntity(new Entity(Optional.of(place.key(path)), properties), 0, 0);
    }

    private List<Property> projected(byte[] position) {
        var parts = columns.split(position);
        var properties = new ArrayList<Property>();
        for (String name : query.query().projection()) {
            for (int column = 0; column < query.columns().size(); column++) {
                if (query.columns().get(column).property().equals(name)) {
                    var value = ValueBytes.parse(columns.plain(parts.get(column), column));
                    properties.add(Property.of(name, new PropertyValue(value, true, MEANING_INDEX_VALUE)));
                }
            }
        }
        return properties;
    }
}
