package io.ironstead.agent.data;

import io.ironstead.agent.converse.DataDesk;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.index.IndexYaml;
import io.ironstead.datastore.wire.v1.V1Method;
import io.ironstead.datastore.wire.v1.V1Route;
import io.ironstead.datastore.wire.v1.V1Server;
import io.ironstead.link.LinkJson;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sites' data that this node leads, for the console: the methods of Cloud Datastore v1, and the list of indexes. */
public final class ConsoleData implements DataDesk {
    private static final Duration CALL_MAX = Duration.ofSeconds(25);
    private static final String INDEXES = "indexes";

    private final V1Server server;
    private final SiteData data;

    public ConsoleData(V1Server server, SiteData data) {
        this.server = server;
        this.data = data;
    }

    @Override
    public Said call(SiteName site, String method, String json) {
        if (method.equals(INDEXES)) {
            return indexes(site);
        }
        var known = V1Method.ofWord(method);
        if (known.isEmpty()) {
            return new Said(404, DataDesk.error(404, "NOT_FOUND", "The datastore has no method " + method + "."));
        }
        var answer =
                server.json(data.only(site), V1Route.HERE).call(site.value(), known.get(), json, Deadline.in(CALL_MAX));
        return new Said(answer.status(), answer.json());
    }

    private Said indexes(SiteName site) {
        try {
            var datastore = data.of(site, "");
            var indexes = datastore.indexes().stream().map(ConsoleData::index).toList();
            var missing = datastore.missingIndexes().stream()
                    .map(ConsoleData::missing)
                    .toList();
            byte[] json = LinkJson.bytes(Map.of("indexes", indexes, "missing", missing));
            return new Said(200, new String(json, StandardCharsets.UTF_8));
        } catch (DatastoreException refused) {
            return new Said(503, DataDesk.error(503, "UNAVAILABLE", String.valueOf(refused.problem())));
        }
    }

    /** One composite index, for people. */
    record Index(String id, String kind, boolean ancestor, List<Column> properties, String state) {}

    record Column(String name, String direction) {}

    private static Index index(IndexState index) {
        return new Index(
                Long.toString(index.id()),
                index.definition().kind(),
                index.definition().ancestor(),
                index.definition().columns().stream().map(ConsoleData::column).toList(),
                index.stage().name().toLowerCase(Locale.ROOT));
    }

    /** What a query was sorted for want of, with the lines for {@code index.yaml}. */
    record Missing(String kind, boolean ancestor, List<Column> properties, String yaml) {}

    private static Missing missing(IndexDefinition index) {
        return new Missing(
                index.kind(),
                index.ancestor(),
                index.columns().stream().map(ConsoleData::column).toList(),
                IndexYaml.of(index));
    }

    private static Column column(Order order) {
        return new Column(order.property(), order.direction() == Direction.DESCENDING ? "desc" : "asc");
    }
}
