package io.ironstead.datastore.tablet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingIndexesTest extends TabletFixture {
    private static final Query SORTED = Query.ofKind("", "Thing")
            .where(new Filter.Compare("m", Filter.Operator.EQUAL, new Value.Int(1)))
            .orderBy(Order.descending("n"));

    private static final IndexDefinition WANTED =
            new IndexDefinition("Thing", false, List.of(Order.ascending("m"), Order.descending("n")));

    @Test
    void whatAQueryWasSortedForWantOfIsMissingUntilItIsDeclared() {
        put("ann", 3);
        numbersFrom(0);
        assertThat(tablet.missingIndexes())
                .as("after a query that has its index")
                .isEmpty();

        tablet.run(SORTED, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon());
        assertThat(tablet.missingIndexes()).containsExactly(WANTED);

        tablet.declareIndexes(List.of(WANTED), soon());
        assertThat(tablet.missingIndexes()).isEmpty();
    }

    @Test
    void whereIndexesAreRequiredAQueryIsRefusedUntilItsIndexIsThere() {
        put("ann", 3);
        numbersFrom(0);
        tablet.requireIndexes(true);
        assertThatThrownBy(() -> tablet.run(SORTED, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon()))
                .isInstanceOfSatisfying(
                        DatastoreException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(new Problem.NeedIndex(WANTED)));
        assertThat(tablet.missingIndexes()).containsExactly(WANTED);

        tablet.requireIndexes(false);
        tablet.run(SORTED, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon());

        tablet.requireIndexes(true);
        tablet.declareIndexes(List.of(WANTED), soon());
        while (tablet.indexes().stream().noneMatch(index -> index.stage() == IndexState.Stage.READY)) {
            Thread.onSpinWait();
        }
        tablet.run(SORTED, ReadFrom.Latest.LATEST, PageLimit.DEFAULT, soon());
    }
}
