package io.ironstead.datastore.query;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.bytes.KeyBytes;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.index.IndexCatalog;
import io.ironstead.datastore.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which rows to walk for each alternative of a query.
 *
 * <p>Best are indexes that have the results' order: the kind's for keys alone, a property's for one column, composites for more,
 * several of them in zigzag where each has some of the equality filters. What no index has in order is read by the narrowest
 * index there is and sorted ({@link Sorted}).
 */
final class Planner {
    private static final Columns KEYS = new Columns(List.of(), Direction.ASCENDING);

    private final NormalQuery query;
    private final IndexCatalog catalog;
    private final Snapshot snapshot;
    private final ScanLog log;
    private final Function<byte[], Optional<StoredEntity>> entities;
    private final Matcher matcher;
    private final int sortedMax;
    private final byte @Nullable [] until;

    /**
     * @param sortedMax how many results a sort need keep
     * @param until the first position that is not wanted; null for none
     */
    Planner(
            NormalQuery query,
            IndexCatalog catalog,
            Snapshot snapshot,
            ScanLog log,
            Function<byte[], Optional<StoredEntity>> entities,
            int sortedMax,
            byte @Nullable [] until) {
        this.query = query;
        this.catalog = catalog;
        this.snapshot = snapshot;
        this.log = log;
        this.entities = entities;
        this.matcher = new Matcher(query);
        this.sortedMax = sortedMax;
        this.until = until;
    }

    /** The positions of all results. */
    Walk open() {
        return Merged.of(query.anyOf().stream().map(this::open).toList());
    }

    private Walk open(Conjunction alternative) {
        if (alternative.key().isPresent()) {
            var key = alternative.key().get();
            boolean isOfKind = query.query()
                    .kind()
                    .filter(kind -> !kind.equals(key.kind()))
                    .isEmpty();
            List<byte[]> only = isOfKind ? List.of(KeyBytes.path(key)) : List.of();
            return sorted(alternative, new Sorted.Source(new Listed(only), KEYS, false));
        }
        var constants = query.columns().stream()
                .map(column -> alternative
                        .constant(column.property())
                        .map(value -> Columns.directed(value, column.direction())))
                .toList();
        var inner = new Columns(
                query.columns().stream()
                        .filter(column ->
                                alternative.constant(column.property()).isEmpty())
                        .toList(),
                query.keyDirection());
        var scans = new IndexChoice(query.query(), catalog, alternative, inner).inOrder();
        if (scans.isEmpty()) {
            return unordered(alternative);
        }
        boolean whole = constants.stream().allMatch(Optional::isEmpty);
        return Widened.of(walk(scans, inner, alternative, whole ? until : null), inner, constants);
    }

    private Walk walk(
            List<IndexWalk.Scan> scans, Columns inner, Conjunction alternative, byte @Nullable [] wantedUntil) {
        var ranges = new ArrayList<RangeSet>();
        for (var column : inner.values()) {
            ranges.add(Columns.directed(
                    alternative.ranges().getOrDefault(column.property(), RangeSet.ALL), column.direction()));
        }
        ranges.add(Columns.directed(alternative.keys(), inner.keyDirection()));
        byte[] end = ranges.getFirst().ranges().getLast().to();
        if (end == null || (wantedUntil != null && Bytes.compare(wantedUntil, end) < 0)) {
            end = wantedUntil;
        }
        var walks = new ArrayList<Walk>();
        for (var scan : scans) {
            walks.add(new IndexWalk(snapshot, scan.until(end), log));
        }
        return Narrowed.of(Zigzag.of(walks), inner, ranges);
    }

    /** No index has the order: the fewest candidates, to be sorted. */
    private Walk unordered(Conjunction alternative) {
        log.sorts();
        boolean narrow = startsWithKey()
                || !alternative.equal().isEmpty()
                || !alternative.keys().isAll()
                || query.query().kind().isEmpty();
        if (!narrow && !query.columns().isEmpty()) {
            var first = query.columns().getFirst();
            if (alternative.ranges().containsKey(first.property())) {
                return sorted(alternative, propertySource(first, alternative, true));
            }
        }
        if (!narrow && !alternative.ranges().isEmpty()) {
            return sorted(
                    alternative,
                    propertySource(Order.ascending(alternative.ranges().firstKey()), alternative, false));
        }
        var byEquality = new Conjunction(
                alternative.equal(),
                new TreeMap<>(),
                alternative.keys(),
                alternative.keyInequality(),
                alternative.ancestor(),
                Optional.empty());
        var keys = new Columns(
                List.of(), startsWithKey() ? query.columns().getFirst().direction() : Direction.ASCENDING);
        var scans = new IndexChoice(query.query(), catalog, byEquality, keys).inOrder();
        return sorted(alternative, new Sorted.Source(walk(scans, keys, byEquality, null), keys, startsWithKey()));
    }

    private boolean startsWithKey() {
        return !query.columns().isEmpty()
                && query.columns().getFirst().property().equals(Query.KEY);
    }

    private Sorted.Source propertySource(Order column, Conjunction alternative, boolean grouped) {
        var columnsOfSource = new Columns(List.of(column), column.direction());
        var prefix =
                RowKeys.property(query.query().namespace(), query.query().kind().orElseThrow(), column.property());
        var scan = new IndexWalk.Scan(prefix, column.direction() == Direction.DESCENDING, true, null);
        return new Sorted.Source(walk(List.of(scan), columnsOfSource, alternative, null), columnsOfSource, grouped);
    }

    private Sorted sorted(Conjunction alternative, Sorted.Source source) {
        return new Sorted(source, entities, matcher, alternative, sortedMax);
    }
}
