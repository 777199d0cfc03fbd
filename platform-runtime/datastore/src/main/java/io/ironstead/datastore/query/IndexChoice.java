package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.index.IndexCatalog;
import java.util.ArrayList;
import java.util.List;

/** Finds scans whose rows, after what equality filters and the ancestor fix, are a query's columns in their order. */
final class IndexChoice {
    /** An equality filter that some scan has yet to see to. */
    private record Equality(String property, byte[] value) {}

    private final String namespace;
    private final String kind;
    private final boolean kindless;
    private final IndexCatalog catalog;
    private final Conjunction wanted;
    private final Columns columns;
    private final List<Equality> open = new ArrayList<>();
    private final List<IndexWalk.Scan> chosen = new ArrayList<>();
    private boolean ancestorOpen;

    IndexChoice(Query query, IndexCatalog catalog, Conjunction wanted, Columns columns) {
        this.namespace = query.namespace();
        this.kind = query.kind().orElse("");
        this.kindless = query.kind().isEmpty();
        this.catalog = catalog;
        this.wanted = wanted;
        this.columns = columns;
        wanted.equal().forEach((property, values) -> values.forEach(value -> open.add(new Equality(property, value))));
        this.ancestorOpen = wanted.ancestor().isPresent() && !columns.values().isEmpty();
    }

    /** Scans to be walked in zigzag; none when no set of indexes has this order. */
    List<IndexWalk.Scan> inOrder() {
        boolean covered = wanted.ranges().keySet().stream()
                .allMatch(property -> columns.values().stream()
                        .anyMatch(column -> column.property().equals(property)));
        boolean valuesOnly =
                columns.values().stream().noneMatch(column -> column.property().equals(Query.KEY));
        if (!covered || !valuesOnly) {
            return List.of();
        }
        if (columns.values().isEmpty()) {
            return byKey();
        }
        chooseComposites();
        if (chosen.isEmpty() && open.isEmpty() && !ancestorOpen) {
            chooseProperty();
        }
        return open.isEmpty() && !ancestorOpen ? chosen : List.of();
    }

    private List<IndexWalk.Scan> byKey() {
        if (open.size() > 1) {
            chooseComposites();
        }
        for (var equality : open) {
            byte[] prefix = Bytes.concat(RowKeys.property(namespace, kind, equality.property()), equality.value());
            chosen.add(new IndexWalk.Scan(prefix, isDescending(), true, null));
        }
        if (chosen.isEmpty()) {
            chosen.add(
                    kindless
                            ? new IndexWalk.Scan(RowKeys.entities(namespace), isDescending(), false, null)
                            : new IndexWalk.Scan(RowKeys.kind(namespace, kind), isDescending(), true, null));
        }
        return chosen;
    }

    private boolean isDescending() {
        return columns.keyDirection() == Direction.DESCENDING;
    }

    private void chooseProperty() {
        var column = columns.values().getFirst();
        if (columns.values().size() == 1 && column.direction() == columns.keyDirection()) {
            chosen.add(new IndexWalk.Scan(
                    RowKeys.property(namespace, kind, column.property()), isDescending(), true, null));
        }
    }

    /** Always the index that sees to most of what is still open. */
    private void chooseComposites() {
        var fitting = catalog.ready(kind).stream().filter(this::fits).toList();
        boolean progress = true;
        while (progress) {
            IndexState best = null;
            int most = 0;
            for (var index : fitting) {
                int score = score(index);
                if (score > most) {
                    most = score;
                    best = index;
                }
            }
            progress = best != null;
            if (best != null) {
                choose(best);
            }
        }
    }

    private int score(IndexState index) {
        long solved = prefix(index).stream()
                .filter(column ->
                        open.stream().anyMatch(equality -> equality.property().equals(column.property())))
                .count();
        int ancestor = ancestorOpen && index.definition().ancestor() ? 1 : 0;
        int order =
                chosen.isEmpty() && !columns.values().isEmpty() && prefix(index).isEmpty() ? 1 : 0;
        return (int) solved + ancestor + order;
    }

    private List<Order> prefix(IndexState index) {
        var all = IndexCatalog.valueColumns(index.definition());
        return all.subList(0, all.size() - columns.values().size());
    }

    private boolean fits(IndexState index) {
        var all = IndexCatalog.valueColumns(index.definition());
        int own = all.size() - columns.values().size();
        if (own < 0 || (index.definition().ancestor() && wanted.ancestor().isEmpty())) {
            return false;
        }
        boolean fixed =
                all.subList(0, own).stream().allMatch(column -> wanted.equal().containsKey(column.property()));
        var order = all.subList(own, all.size());
        var key = IndexCatalog.keyDirection(index.definition());
        return fixed
                && (order.equals(columns.values()) && key == columns.keyDirection()
                        || order.equals(turned(columns.values())) && key != columns.keyDirection());
    }

    private static List<Order> turned(List<Order> orders) {
        return orders.stream()
                .map(order -> order.direction() == Direction.ASCENDING
                        ? Order.descending(order.property())
                        : Order.ascending(order.property()))
                .toList();
    }

    private void choose(IndexState index) {
        var parts = new ArrayList<byte[]>();
        parts.add(RowKeys.composite(index.id(), namespace));
        if (index.definition().ancestor()) {
            parts.add(KeyBytes.path(wanted.ancestor().orElseThrow()));
            ancestorOpen = false;
        }
        for (var column : prefix(index)) {
            parts.add(Columns.directed(take(column.property()), column.direction()));
        }
        boolean turned = IndexCatalog.keyDirection(index.definition()) != columns.keyDirection();
        chosen.add(new IndexWalk.Scan(Bytes.concat(parts.toArray(byte[][]::new)), turned, true, null));
    }

    /** The value of an open equality filter, which is open no longer; any value of the property's when none is. */
    private byte[] take(String property) {
        for (var equality : open) {
            if (equality.property().equals(property)) {
                open.remove(equality);
                return equality.value();
            }
        }
        return wanted.equal().get(property).first();
    }
}
