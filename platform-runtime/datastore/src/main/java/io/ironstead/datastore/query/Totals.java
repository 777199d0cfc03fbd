package io.ironstead.datastore.query;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All aggregations of one request. Only entities that have every property summed up count, as in Google's datastore. */
final class Totals {
    private static final int AGGREGATIONS_MAX = 5;

    private final Query query;
    private final List<Total> totals;
    private final Set<String> properties = new TreeSet<>();

    Totals(Query query, List<Aggregation> aggregations) {
        check(aggregations);
        for (var aggregation : aggregations) {
            switch (aggregation) {
                case Aggregation.Count _ -> {}
                case Aggregation.Sum sum -> properties.add(checked(sum.property()));
                case Aggregation.Average average -> properties.add(checked(average.property()));
            }
        }
        this.totals = aggregations.stream().map(Total::new).toList();
        this.query = narrowed(query);
    }

    private static void check(List<Aggregation> aggregations) {
        refuseIf(aggregations.isEmpty(), "Aggregations can not be empty.");
        refuseIf(
                aggregations.size() > AGGREGATIONS_MAX,
                "The maximum number of aggregations allowed in an aggregation query is " + AGGREGATIONS_MAX + ".");
        var aliases = new HashSet<String>();
        for (var aggregation : aggregations) {
            String alias = aggregation.alias();
            refuseIf(EntityRules.isReserved(alias), "The property.name \"" + alias + "\" is reserved.");
            refuseIf(!aliases.add(alias), "Aggregation aliases contain duplicate alias: " + alias + ".");
            refuseIf(
                    aggregation instanceof Aggregation.Count count
                            && count.upTo().orElse(0) < 0,
                    "The `up_to` value in a COUNT aggregation must be greater than or equal to zero.");
        }
    }

    private static String checked(String property) {
        refuseIf(property.isEmpty(), "Empty aggregation field.");
        refuseIf(EntityRules.isReserved(property), "Aggregations are not supported for the property: " + property);
        return property;
    }

    private static void refuseIf(boolean broken, String message) {
        if (broken) {
            throw DatastoreException.invalid(message);
        }
    }

    private Query narrowed(Query asked) {
        var parts = new ArrayList<Filter>();
        asked.filter().ifPresent(parts::add);
        properties.forEach(property -> parts.add(new Filter.Exists(property)));
        boolean plain = asked.projection().isEmpty() && asked.distinctOn().isEmpty();
        return new Query(
                asked.namespace(),
                asked.kind(),
                parts.isEmpty() ? Optional.empty() : Optional.of(new Filter.And(parts)),
                asked.orders(),
                plain && properties.isEmpty() ? List.of(Query.KEY) : plain ? List.of() : asked.projection(),
                asked.distinctOn(),
                asked.offset(),
                asked.limit(),
                asked.start(),
                asked.end());
    }

    /** The query whose results are to be added up. */
    Query query() {
        return query;
    }

    boolean areFull() {
        return totals.stream().allMatch(Total::isFull);
    }

    void add(Entity entity) {
        for (var total : totals) {
            switch (total.aggregation()) {
                case Aggregation.Count _ -> total.addResult();
                case Aggregation.Sum sum -> total.add(entity, sum.property());
                case Aggregation.Average average -> total.add(entity, average.property());
            }
        }
    }

    Map<String, Value> values() {
        var values = new LinkedHashMap<String, Value>();
        totals.forEach(total -> values.put(total.aggregation().alias(), total.value()));
        return values;
    }
}
