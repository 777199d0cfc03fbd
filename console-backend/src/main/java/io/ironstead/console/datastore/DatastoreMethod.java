package io.ironstead.console.datastore;

import java.util.Arrays;
import java.util.Optional;

/** What can be asked of a datastore: the methods of Cloud Datastore v1, and the site's index list. */
public enum DatastoreMethod {
    LOOKUP("lookup", false),
    RUN_QUERY("runQuery", false),
    RUN_AGGREGATION_QUERY("runAggregationQuery", false),
    BEGIN_TRANSACTION("beginTransaction", false),
    ROLLBACK("rollback", false),
    COMMIT("commit", true),
    ALLOCATE_IDS("allocateIds", true),
    RESERVE_IDS("reserveIds", true),
    INDEXES("indexes", false);

    private final String word;
    private final boolean changes;

    DatastoreMethod(String word, boolean changes) {
        this.word = word;
        this.changes = changes;
    }

    /** As Google's addresses spell it. */
    public String word() {
        return word;
    }

    /** Whether it changes anything that lasts. */
    public boolean changes() {
        return changes;
    }

    public static Optional<DatastoreMethod> of(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word.equals(word))
                .findFirst();
    }
}
