package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: rows in RocksDB, the log on the embedded server by real HTTP. */
class DatastoresTest {
    @TempDir
    Path folder;

    private TestCouch couch;
    private String shopId;
    private String blogId;
    private Datastores datastores;
    private volatile String strictSite = "";

    @BeforeEach
    void start() {
        couch = TestCouch.start(folder.resolve("couch"));
        shopId = couch.site("shop");
        blogId = couch.site("blog");
        datastores = open("rows");
    }

    private Datastores open(String rows) {
        return new Datastores(
                DatastoresSettings.of(folder.resolve(rows), "test", couch.copies()),
                couch.client(),
                new Datastores.IndexWishes() {
                    @Override
                    public Optional<Set<IndexDefinition>> of(TabletName tablet) {
                        return Optional.empty();
                    }

                    @Override
                    public boolean strict(TabletName tablet) {
                        return tablet.site().equals(strictSite);
                    }
                },
                InstantSource.system());
    }

    @AfterEach
    void stop() {
        datastores.close();
        couch.close();
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
        var site = new SiteName(shopId);
        for (var database : List.of("", "archive")) {
            var shop = datastores.datastore(site, database);
            var ann = guest(shopId, "ann", 3)
                    .withKey(new Key(shopId, database, "", List.of(PathElement.of("Guest", "ann"))));
            shop.commit(CommitRequest.of(Mutation.upsert(ann)), soon());
            find(shop, ann);
            find(shop, ann);
        }
        var figures = datastores.takeFigures();
        assertThat(figures).containsOnlyKeys(site);
        var shop = figures.get(site);
        assertThat(shop.commits()).isEqualTo(2);
        assertThat(shop.reads()).isEqualTo(4);
        assertThat(shop.latencies().total()).isEqualTo(2);
        assertThat(shop.logBytes()).isPositive();

        var next = datastores.takeFigures().get(site);
        assertThat(next.commits() + next.reads()).as("told already").isZero();
        assertThat(next.logBytes()).isGreaterThanOrEqualTo(shop.logBytes());
    }

    @Test
    void aSiteThatRequiresIndexesIsServedNoQueryWithoutAndAnotherIs() throws InterruptedException {
        strictSite = shopId;
        assertThatThrownBy(() -> sorted(shopId)).hasMessageContaining("NeedIndex");
        sorted(blogId);

        strictSite = blogId;
        // Open databases learn it within a second.
        for (int i = 0; i < 100 && refuses(shopId); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        sorted(shopId);
    }

    private boolean refuses(String site) {
        try {
            sorted(site);
            return false;
        } catch (DatastoreException refused) {
            return true;
        }
    }

    private void sorted(String site) {
        var query = Query.ofKind("", "Guest")
                .where(new Filter.Compare("visits", Filter.Operator.EQUAL, new Value.Int(1)))
                .orderBy(Order.descending("name"));
        datastores.datastore(new SiteName(site), "").run(query, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon());
    }

    @Test
    void rowsThatAreDamagedOnDiskAreMadeAnew() throws IOException {
        var ann = guest(shopId, "ann", 3);
        datastores.datastore(new SiteName(shopId), "").commit(CommitRequest.of(Mutation.upsert(ann)), soon());
        for (var damaged : List.of("MANIFEST-*", "CURRENT", "*.sst")) {
            // The second start writes what it replayed into files of their own.
            datastores.close();
            datastores = open("rows");
            assertThat(busy(datastores.datastore(new SiteName(shopId), ""))).containsExactly(ann);
            datastores.close();
            try (var files = Files.newDirectoryStream(
                    folder.resolve("rows").resolve(new TabletName(shopId, "").toString()), damaged)) {
                for (var file : files) {
                    Files.write(file, new byte[] {1, 2, 3});
                }
            }
            datastores = open("rows");
            assertThat(find(datastores.datastore(new SiteName(shopId), ""), ann))
                    .as(damaged)
                    .contains(ann);
        }
    }

    @Test
    void whatIsPutIsFoundByKeyAndByQueryAndAfterARestart() {
        var shop = datastores.datastore(new SiteName(shopId), "");
        var ann = guest(shopId, "ann", 3);
        shop.commit(CommitRequest.of(Mutation.upsert(ann), Mutation.upsert(guest(shopId, "bob", 5))), soon());
        assertThat(find(shop, ann)).contains(ann);
        assertThat(busy(shop)).containsExactly(ann);

        datastores.close();
        datastores = open("rows");
        assertThat(busy(datastores.datastore(new SiteName(shopId), ""))).containsExactly(ann);

        datastores.close();
        datastores = open("elsewhere");
        assertThat(busy(datastores.datastore(new SiteName(shopId), ""))).containsExactly(ann);
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
        var shop = datastores.datastore(new SiteName(shopId), "");
        var blog = datastores.datastore(new SiteName(blogId), "");
        shop.commit(CommitRequest.of(Mutation.upsert(guest(shopId, "ann", 3))), soon());
        blog.commit(CommitRequest.of(Mutation.upsert(guest(blogId, "ann", 4))), soon());
        assertThat(find(shop, guest(shopId, "ann", 3))).contains(guest(shopId, "ann", 3));
        assertThat(find(blog, guest(blogId, "ann", 3))).contains(guest(blogId, "ann", 4));
        assertThat(datastores.openCount()).isEqualTo(2);
    }
}
