package io.ironstead.datastore.index;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.IndexState.Stage;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import java.util.List;

/** A database's composite indexes at one moment. */
public record IndexCatalog(List<IndexState> states) {
    public static final IndexCatalog EMPTY = new IndexCatalog(List.of());

    public IndexCatalog {
        states = List.copyOf(states);
    }

    /** Indexes of a kind that queries may read. */
    public List<IndexState> ready(String kind) {
        return states.stream()
                .filter(state -> state.stage() == Stage.READY
                        && state.definition().kind().equals(kind))
                .toList();
    }

    /** Indexes of a kind that every change of an entity changes too: ready ones and those being built. */
    public List<IndexState> maintained(String kind) {
        return states.stream()
                .filter(state -> state.stage() != Stage.UNUSED
                        && state.definition().kind().equals(kind))
                .toList();
    }

    /** The columns that rows of an index begin with; what follows the key in a definition tells nothing. */
    public static List<Order> valueColumns(IndexDefinition definition) {
        return definition.columns().stream()
                .takeWhile(column -> !column.property().equals(Query.KEY))
                .toList();
    }

    /** The direction of the key at the end of an index's rows: as defined, else the last column's. */
    public static Direction keyDirection(IndexDefinition definition) {
        return definition.columns().stream()
                .filter(column -> column.property().equals(Query.KEY))
                .findFirst()
                .or(() -> definition.columns().reversed().stream().findFirst())
                .map(Order::direction)
                .orElse(Direction.ASCENDING);
    }
}
