package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: rows in RocksDB, the log on the embedded server by real HTTP. */
class DatastoresTest {
    private static final SiteName SHOP = new SiteName("shop");

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private Datastores datastores;

    @BeforeEach
    void start() {
        cluster = new EmbeddedCluster(folder.resolve("couch"));
        datastores = open("rows");
    }

    private Datastores open(String rows) {
        return new Datastores(
                DatastoresSettings.of(folder.resolve(rows), "test", 1),
                cluster.client(),
                Datastores.IndexWishes.UNKNOWN,
                InstantSource.system());
    }

    @AfterEach
    void stop() {
        datastores.close();
        cluster.close();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static Entity guest(String application, String name, long visits) {
        var key = new Key(application, "", "", List.of(PathElement.of("Guest", name)));
        return Entity.of(key, Property.of("visits", PropertyValue.indexed(new Value.Int(visits))));
    }

    private static Optional<Entity> find(Datastore datastore, Entity like) {
        return datastore
                .lookup(List.of(like.requireKey()), ReadFrom.Latest.LATEST, soon())
                .entities()
                .getFirst()
                .map(stored -> stored.entity());
    }

    @Test
    void readsAndCommitsAreCountedOnceOverAllDatabasesOfASite() {
        for (var database : List.of("", "archive")) {
            var shop = datastores.datastore(SHOP, database);
            var ann = guest("shop", "ann", 3)
                    .withKey(new Key("shop", database, "", List.of(PathElement.of("Guest", "ann"))));
            shop.commit(CommitRequest.of(Mutation.upsert(ann)), soon());
            find(shop, ann);
            find(shop, ann);
        }
        var figures = datastores.takeFigures();
        assertThat(figures).containsOnlyKeys(SHOP);
        var shop = figures.get(SHOP);
        assertThat(shop.commits()).isEqualTo(2);
        assertThat(shop.reads()).isEqualTo(4);
        assertThat(shop.latencies().total()).isEqualTo(2);
        assertThat(shop.logBytes()).isPositive();

        var next = datastores.takeFigures().get(SHOP);
        assertThat(next.commits() + next.reads()).as("told already").isZero();
        assertThat(next.logBytes()).isGreaterThanOrEqualTo(shop.logBytes());
    }

    @Test
    void whatIsPutIsFoundByKeyAndByQueryAndAfterARestart() {
        var shop = datastores.datastore(SHOP, "");
        var ann = guest("shop", "ann", 3);
        shop.commit(CommitRequest.of(Mutation.upsert(ann), Mutation.upsert(guest("shop", "bob", 5))), soon());
        assertThat(find(shop, ann)).contains(ann);
        assertThat(busy(shop)).containsExactly(ann);

        datastores.close();
        datastores = open("rows");
        assertThat(busy(datastores.datastore(SHOP, ""))).containsExactly(ann);

        datastores.close();
        datastores = open("elsewhere");
        assertThat(busy(datastores.datastore(SHOP, ""))).containsExactly(ann);
    }

    private static List<Entity> busy(Datastore shop) {
        var query =
                Query.ofKind("", "Guest").where(new Filter.Compare("visits", Filter.Operator.LESS, new Value.Int(5)));
        return shop.run(query, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon()).rows().stream()
                .map(row -> row.entity().entity())
                .toList();
    }

    @Test
    void sitesAndDatabasesAreApart() {
        var shop = datastores.datastore(SHOP, "");
        var blog = datastores.datastore(new SiteName("blog"), "");
        shop.commit(CommitRequest.of(Mutation.upsert(guest("shop", "ann", 3))), soon());
        blog.commit(CommitRequest.of(Mutation.upsert(guest("blog", "ann", 4))), soon());
        assertThat(find(shop, guest("shop", "ann", 3))).contains(guest("shop", "ann", 3));
        assertThat(find(blog, guest("blog", "ann", 3))).contains(guest("blog", "ann", 4));
        assertThat(datastores.openCount()).isEqualTo(2);
    }
}
