package io.ironstead.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever indexes there are, a query answers what looking at every entity would. */
class RandomQueriesTest {
    private static final int QUERIES = 60;
    private static final Deadline DEADLINE = Deadline.in(Duration.ofMinutes(10));

    private final QueryRunner runner = new QueryRunner("shop", "");
    private final TestDatabase database = new TestDatabase();

    /** {@code -Dseeds=N} for more, {@code -Dseed=S} to replay one. */
    static LongStream seeds() {
        String one = System.getProperty("seed");
        return one == null
                ? LongStream.range(0, Integer.getInteger("seeds", Boolean.getBoolean("long") ? 1_000 : 60))
                : LongStream.of(Long.parseLong(one));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsWhatLookingAtEveryEntityFinds(long seed) {
        var random = new Random(seed);
        var made = new RandomQueries(random);
        for (int i = 0; i < 40; i++) {
            database.put(made.entity());
        }
        int asked = 0;
        for (int i = 0; i < QUERIES; i++) {
            database.declare(made.indexes());
            var query = made.query();
            String what = "-Dseed=%d query %d: %s with %s".formatted(seed, i, query, database.catalog());
            try {
                compare(query, random, what);
                asked++;
            } catch (DatastoreException refused) {
                assertThat(refused.problem().toString()).as(what).matches("Invalid.*|ProjectionOnEquality.*");
            } catch (RuntimeException broken) {
                throw new AssertionError(what, broken);
            }
        }
        assertThat(asked).as("-Dseed=%d", seed).isGreaterThan(QUERIES / 3);
    }

    private void compare(Query query, Random random, String what) {
        var oracle = new Oracle(query);
        var all = oracle.results(
                database.entities().stream().map(StoredEntity::entity).toList());
        int from = Math.min(query.offset(), all.size());
        int to = (int) Math.min(all.size(), (long) from + query.limit().orElse(all.size()));
        var pages = pages(query, 1 + random.nextInt(7), what);
        assertThat(Answers.found(pages)).as(what).isEqualTo(Answers.expected(query, all.subList(from, to)));
        if (query.offset() == 0 && to > 0) {
            int at = random.nextInt(pages.size());
            resume(query, oracle, all.get(at), pages.get(at), random, what);
        }
    }

    /** Goes on from a row's cursor after the data has changed: what is behind the cursor comes, and nothing else. */
    private void resume(Query query, Oracle oracle, Oracle.Found last, QueryPage.Row row, Random random, String what) {
        var made = new RandomQueries(random);
        for (int i = 0; i < 5; i++) {
            database.put(made.entity());
            database.delete(made.key());
        }
        if (random.nextBoolean()) {
            database.delete(last.key());
        }
        var after = oracle
                .results(database.entities().stream().map(StoredEntity::entity).toList())
                .stream()
                .filter(found -> oracle.isBehind(found, last))
                .toList();
        var rest = pages(query.from(row.cursor(), 0, Optional.empty()), 1 + random.nextInt(4), what);
        assertThat(Answers.found(rest))
                .as("resumed after %s: %s", row.cursor(), what)
                .isEqualTo(Answers.expected(query, after));
        var backwards = new Query(
                query.namespace(),
                query.kind(),
                query.filter(),
                query.orders(),
                query.projection(),
                query.distinctOn(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(row.cursor()));
        var start = oracle
                .results(database.entities().stream().map(StoredEntity::entity).toList())
                .stream()
                .filter(found -> !oracle.isBehind(found, last))
                .toList();
        assertThat(Answers.found(pages(backwards, 3, what)))
                .as("up to %s: %s", row.cursor(), what)
                .isEqualTo(Answers.expected(query, start));
    }

    private List<QueryPage.Row> pages(Query query, int rowsPerPage, String what) {
        var rows = new ArrayList<QueryPage.Row>();
        Optional<Integer> limit = query.limit();
        int offset = query.offset();
        var rest = query;
        while (true) {
            var run = runner.run(rest, database, database.catalog(), new PageLimit(rowsPerPage, 1 << 20), DEADLINE);
            var page = run.page();
            rows.addAll(page.rows());
            assertThat(page.rows().size()).as(what).isLessThanOrEqualTo(rowsPerPage);
            if (page.more() != QueryPage.More.NOT_FINISHED) {
                return rows;
            }
            assertThat(page.rows().size() + page.skipped()).as(what).isPositive();
            limit = limit.map(left -> left - page.rows().size());
            offset -= page.skipped();
            Cursor end = page.end();
            rest = query.from(end, offset, limit);
        }
    }
}
