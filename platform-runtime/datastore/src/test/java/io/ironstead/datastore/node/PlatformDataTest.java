package io.ironstead.datastore.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TestCouch;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformDataTest {
    @TempDir
    Path folder;

    private SiteName shop = new SiteName("unknown");

    private Key key(String namespace, String name) {
        return new Key(shop.value(), "", namespace, List.of(new PathElement("Thing", new Identifier.Named(name))));
    }

    private Entity entity(String namespace, String name) {
        return Entity.of(key(namespace, name), Property.of("n", PropertyValue.indexed(new Value.Int(1))));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private Datastores open(TestCouch couch, String rows) {
        return new Datastores(
                DatastoresSettings.of(folder.resolve(rows), "test", couch.copies()),
                couch.client(),
                Datastores.IndexWishes.UNKNOWN,
                InstantSource.system());
    }

    @Test
    void commitsWithTheProgramsEntitiesAndIsReachedByNoProgram() throws Exception {
        try (var couch = TestCouch.start(folder.resolve("couch"))) {
            shop = new SiteName(couch.site("shop"));
            try (var datastores = open(couch, "rows")) {
                var programs = datastores.datastore(shop, "");
                var platform = datastores.platform(shop);
                var transaction = programs.begin(TransactionOptions.READ_WRITE);
                programs.stage(
                        transaction,
                        CommitRequest.of(transaction, List.of(Mutation.upsert(entity("", "own")))),
                        soon());
                platform.stage(
                        transaction,
                        CommitRequest.of(transaction, List.of(Mutation.upsert(entity(PlatformData.NAMESPACE, "kept")))),
                        soon());
                assertThat(find(platform, "kept")).isEmpty();
                programs.commit(CommitRequest.of(transaction, List.of()), soon());
                assertThat(find(platform, "kept")).isPresent();

                var abandoned = programs.begin(TransactionOptions.READ_WRITE);
                platform.stage(
                        abandoned,
                        CommitRequest.of(abandoned, List.of(Mutation.upsert(entity(PlatformData.NAMESPACE, "never")))),
                        soon());
                programs.rollback(abandoned);
                assertThat(find(platform, "never")).isEmpty();
                refusesThePlatforms(programs);
                assertThat(programs.run(
                                        Query.ofKind("", "__namespace__"),
                                        ReadFrom.Latest.LATEST,
                                        PageLimit.DEFAULT,
                                        soon())
                                .rows())
                        .hasSize(1);
            }
            // Rows made anew from the log on another disk.
            try (var again = open(couch, "elsewhere")) {
                assertThat(find(again.platform(shop), "kept")).isPresent();
                assertThat(find(again.platform(shop), "never")).isEmpty();
            }
        }
    }

    private Optional<?> find(Datastore datastore, String name) {
        return datastore
                .lookup(List.of(key(PlatformData.NAMESPACE, name)), ReadFrom.Latest.LATEST, soon())
                .entities()
                .getFirst();
    }

    private void refusesThePlatforms(Datastore programs) {
        var kept = key(PlatformData.NAMESPACE, "kept");
        var query = Query.ofKind(PlatformData.NAMESPACE, "Thing");
        refused(() -> programs.lookup(List.of(key("", "own"), kept), ReadFrom.Latest.LATEST, soon()));
        refused(() -> programs.commit(CommitRequest.of(Mutation.upsert(entity(PlatformData.NAMESPACE, "x"))), soon()));
        refused(() -> programs.commit(CommitRequest.of(Mutation.delete(kept)), soon()));
        refused(() -> programs.run(query, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon()));
        refused(() -> programs.run(
                Query.ofKind("", "Thing").where(new Filter.And(List.of(new Filter.HasAncestor(kept)))),
                ReadFrom.Latest.LATEST,
                PageLimit.DEFAULT,
                soon()));
        refused(() -> programs.aggregate(query, List.<Aggregation>of(), ReadFrom.Latest.LATEST, soon()));
        refused(() -> programs.reserveIds(List.of(kept), soon()));
        refused(() -> programs.allocateIds(List.of(kept.with(Identifier.None.NONE)), IdPolicy.SCATTERED, soon()));
        var transaction = programs.begin(TransactionOptions.READ_WRITE);
        refused(() ->
                programs.stage(transaction, CommitRequest.of(transaction, List.of(Mutation.delete(kept))), soon()));
        programs.rollback(transaction);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(DatastoreException.class).hasMessageContaining("is reserved");
    }
}
