package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.Precondition;
import io.ironstead.datastore.Mutation.WriteRule;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single commits: rules, versions, results, reads in the past. */
class TabletTest extends TabletFixture {
    private static Mutation insert(String name, long number) {
        return Mutation.write(WriteRule.INSERT, thing(name, number));
    }

    private static Mutation update(String name, long number) {
        return Mutation.write(WriteRule.UPDATE, thing(name, number));
    }

    @Test
    void insertAndUpdateMindWhatIsThere() {
        assertThat(problem(() -> commit(update("a", 1)))).isEqualTo(new Problem.NoEntity(key("a")));
        commit(insert("a", 1));
        assertThat(problem(() -> commit(insert("a", 2)))).isEqualTo(new Problem.EntityExists(key("a")));
        commit(update("a", 3));
        assertThat(number("a")).contains(3L);
        commit(Mutation.delete(key("a")));
        assertThat(number("a")).isEmpty();
        commit(Mutation.delete(key("a")));
        commit(insert("a", 4));
        assertThat(number("a")).contains(4L);
    }

    @Test
    void aRefusedMutationLeavesNothingOfItsCommit() {
        put("a", 1);
        problem(() -> commit(Mutation.upsert(thing("b", 1)), insert("a", 2)));
        assertThat(number("a")).contains(1L);
        assertThat(number("b")).isEmpty();
    }

    @Test
    void versionsGrowAndAWriteThatChangesNothingKeepsThem() {
        var first = put("a", 1);
        var second = put("a", 2);
        assertThat(second.version()).isGreaterThan(first.version());
        var same = put("a", 2);
        assertThat(same.mutations().getFirst().version()).isEqualTo(second.version());
        var stored = stored("a", ReadFrom.Latest.LATEST).orElseThrow();
        assertThat(stored.version()).isEqualTo(second.version());
        assertThat(stored.createdMicros()).isEqualTo(first.version());
        assertThat(first.mutations().getFirst().createdMicros()).isEqualTo(first.version());
        assertThat(same.indexUpdates()).isZero();
        assertThat(second.indexUpdates()).isEqualTo(2);
    }

    @Test
    void aMissingEntityIsAnsweredWithTheSnapshotsVersion() {
        var written = put("a", 1);
        var missing = tablet.lookup(List.of(key("b")), ReadFrom.Latest.LATEST, soon());
        assertThat(missing.entities()).containsExactly(Optional.empty());
        assertThat(missing.version()).isEqualTo(written.version());
    }

    @Test
    void oneCommitTakesOneMutationOfAnEntityUnlessItIsATransaction() {
        assertThat(problem(() -> commit(Mutation.upsert(thing("a", 1)), Mutation.upsert(thing("a", 2)))))
                .isEqualTo(new Problem.Invalid("A non-transactional commit may not contain multiple mutations affecting"
                        + " the same entity."));
        commit(begin(), Mutation.upsert(thing("a", 1)), Mutation.upsert(thing("a", 2)));
        assertThat(number("a")).contains(2L);
        commit(begin(), Mutation.delete(key("a")), insert("a", 3));
        assertThat(number("a")).contains(3L);
        assertThat(sequence(insert("b", 1), insert("b", 2)))
                .isEqualTo("Cannot insert then insert an entity in the same request.");
        assertThat(sequence(Mutation.upsert(thing("b", 1)), insert("b", 2)))
                .isEqualTo("Cannot upsert then insert an entity in the same request.");
        assertThat(sequence(update("a", 1), insert("a", 2)))
                .isEqualTo("Cannot update then insert an entity in the same request.");
        assertThat(sequence(Mutation.delete(key("a")), update("a", 2)))
                .isEqualTo("Cannot delete then update an entity in the same request.");
    }

    private String sequence(Mutation... mutations) {
        return ((Problem.Invalid) problem(() -> commit(begin(), mutations))).message();
    }

    @Test
    void aPreconditionThatFailsKeepsTheStoredEntityOrRefusesTheCommit() {
        long version = put("a", 1).version();
        var stale = new Precondition(
                new Precondition.Expected.Version(version - 1), Precondition.OnConflict.KEEP_SERVER_VALUE);
        var result = commit(new Mutation.Write(
                        WriteRule.UPSERT, thing("a", 2), Optional.empty(), List.of(), Optional.of(stale)))
                .mutations()
                .getFirst();
        assertThat(result.conflict()).isTrue();
        assertThat(result.version()).isEqualTo(version);
        assertThat(number("a")).contains(1L);
        var strict = new Precondition(new Precondition.Expected.UpdatedAt(version - 1), Precondition.OnConflict.FAIL);
        assertThat(problem(() -> commit(new Mutation.Delete(key("a"), Optional.of(strict)))))
                .isEqualTo(new Problem.Contention());
        var fitting = new Precondition(new Precondition.Expected.Version(version), Precondition.OnConflict.FAIL);
        commit(new Mutation.Delete(key("a"), Optional.of(fitting)));
        assertThat(number("a")).isEmpty();
    }

    @Test
    void aMaskTakesOnlyItsProperties() {
        put("a", 1);
        var changed = io.ironstead.datastore.Entity.of(
                key("a"),
                Property.of("n", PropertyValue.indexed(new Value.Int(9))),
                Property.of("m", PropertyValue.indexed(new Value.Int(7))));
        commit(new Mutation.Write(
                WriteRule.UPDATE, changed, Optional.of(List.of("m", "gone")), List.of(), Optional.empty()));
        var stored = stored("a", ReadFrom.Latest.LATEST).orElseThrow().entity();
        assertThat(number(stored)).isEqualTo(1);
        assertThat(stored.property("m")).isEqualTo(changed.property("m"));
    }

    @Test
    void transformsWorkOnWhatIsStoredAndTellTheirResults() {
        put("a", 1);
        var increment = new Mutation.Transform.Increment("n", new Value.Int(5));
        var now = new Mutation.Transform.SetToServerTime("at");
        var result = commit(new Mutation.Write(
                WriteRule.UPDATE, thing("a", 0), Optional.of(List.of()), List.of(increment, now), Optional.empty()));
        assertThat(result.mutations().getFirst().transformed())
                .containsExactly(
                        PropertyValue.indexed(new Value.Int(6)),
                        PropertyValue.indexed(new Value.Timestamp(result.version())));
        assertThat(number("a")).contains(6L);
    }

    @Test
    void readsAtATimeSeeThatTime() {
        long first = put("a", 1).version();
        put("b", 1);
        long second = put("a", 2).version();
        commit(Mutation.delete(key("a")));
        put("b", 5);
        assertThat(number("a", new ReadFrom.Time(first))).contains(1L);
        assertThat(number("a", new ReadFrom.Time(second - 1))).contains(1L);
        assertThat(number("a", new ReadFrom.Time(second))).contains(2L);
        assertThat(number("a")).isEmpty();
        assertThat(numbersFrom(0, new ReadFrom.Time(first))).containsExactly(1L);
        assertThat(numbersFrom(0, new ReadFrom.Time(second))).containsExactly(1L, 2L);
        assertThat(numbersFrom(0)).containsExactly(5L);
    }

    @Test
    void whatIsPastTheRetentionIsSweptAndRefused() {
        long first = put("a", 1).version();
        long second = put("a", 2).version();
        clock.advance(Duration.ofMinutes(59));
        put("b", 1);
        assertThat(number("a", new ReadFrom.Time(first))).contains(1L);
        clock.advance(Duration.ofMinutes(2));
        put("b", 2);
        assertThat(number("a")).contains(2L);
        // Sweeping follows the answer; nothing goes on once the tablet has stopped.
        tablet.stop();
        assertThat(problem(() -> number("a", new ReadFrom.Time(second)))).isEqualTo(new Problem.SnapshotTooOld());
        // The first "a", its index row, and what listed them.
        try (var history = store.scan(new byte[] {'g'}, new byte[] {'i'}, false)) {
            int left = 0;
            while (history.next()) {
                left++;
            }
            assertThat(left).as("rows of the replacement of b").isEqualTo(3);
        }
    }

    @Test
    void anOpenTransactionKeepsWhatItSeesPastTheRetention() throws InterruptedException {
        put("a", 1);
        var transaction = tablet.begin(TransactionOptions.READ_ONLY);
        put("a", 2);
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(50));
            assertThat(number("a", transaction)).contains(1L);
            assertThat(numbersFrom(0, new ReadFrom.Transaction(transaction))).containsExactly(1L);
            put("b", -1 - i);
        }
    }

    @Test
    void metadataRowsComeAndGoWithTheLastEntity() {
        assertThat(kinds()).isEmpty();
        put("a", 1);
        put("b", 1);
        assertThat(kinds()).containsExactly("Thing");
        commit(Mutation.delete(key("a")));
        assertThat(kinds()).containsExactly("Thing");
        commit(Mutation.delete(key("b")));
        assertThat(kinds()).isEmpty();
    }

    private List<String> kinds() {
        return tablet
                .run(
                        Query.ofKind("", "__kind__"),
                        ReadFrom.Latest.LATEST,
                        io.ironstead.datastore.PageLimit.DEFAULT,
                        soon())
                .rows()
                .stream()
                .map(row -> ((io.ironstead.datastore.Identifier.Named)
                                row.entity().entity().requireKey().last().id())
                        .name())
                .toList();
    }

    @Test
    void otherApplicationsKeysAreRefused() {
        var foreign = new io.ironstead.datastore.Key(
                "blog", "", "", List.of(io.ironstead.datastore.PathElement.of("Thing", 1)));
        assertThat(problem(() -> commit(Mutation.delete(foreign)))).isInstanceOf(Problem.Invalid.class);
        assertThat(problem(() -> tablet.lookup(List.of(foreign), ReadFrom.Latest.LATEST, soon())))
                .isInstanceOf(Problem.Invalid.class);
    }
}
