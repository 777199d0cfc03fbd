package io.ironstead.datastore;

import io.ironstead.model.Deadline;
import java.util.List;
import java.util.Optional;

/**
 * One database of one site: what both wire APIs, the console and the task queues talk to.
 *
 * <p>Every call ends at its deadline. What the caller can put right, or must know, is a {@link DatastoreException} with its
 * {@link Problem}. Safe for any number of threads, virtual ones too.
 */
public interface Datastore {

    /** Up to 1,000 keys, all seen in the same state. */
    LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline);

    /**
     * As {@link #lookup} of one key, for a thread that must not wait: for no lease, no disk and no database to open.
     *
     * @return empty when it cannot be told so
     */
    default Optional<LookupResult> lookupNow(Key key, ReadFrom from) {
        return Optional.empty();
    }

    /**
     * Makes the mutations durable and visible, all or none.
     *
     * <p>A deadline that passes while the log has not answered leaves the outcome open ({@link Problem.OutcomeUnknown}).
     */
    CommitResult commit(CommitRequest request, Deadline deadline);

    /** The first page of a query's results, as full as {@code limit} allows. */
    QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline);

    /** 1 to 5 aggregations over one query, in one snapshot. */
    AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline);

    /** Open for at most 300 s, and 60 s after its last use. */
    TransactionId begin(TransactionOptions options);

    /** As {@link #begin}, for a thread that must not wait; empty when it would have to. */
    default Optional<TransactionId> beginNow(TransactionOptions options) {
        return Optional.empty();
    }

    /**
     * Keeps mutations and tasks until the transaction's commit; nothing reads them before. Incomplete keys are completed now.
     *
     * @return the complete key of every mutation, in order
     */
    List<Key> stage(TransactionId transaction, CommitRequest additions, Deadline deadline);

    /** Ends a transaction without its mutations. */
    void rollback(TransactionId transaction);

    /** Completes incomplete keys with ids nobody else will get. */
    List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline);

    /** {@code size} (1 to 10^9) sequential ids that nobody else will get. */
    IdRange allocateRange(long size, Deadline deadline);

    /** Keeps every sequential id up to {@code max} from being allocated; the range that was still free. */
    IdRange allocateUpTo(long max, Deadline deadline);

    /** Keeps these keys' numeric ids from ever being allocated. */
    void reserveIds(List<Key> complete, Deadline deadline);

    /** The site's composite indexes. */
    List<IndexState> indexes();

    /** Composite indexes nobody declared that recent queries would have used instead of a sort; kept in memory only. */
    List<IndexDefinition> missingIndexes();

    /** What the site's bundles ask for from now on: new ones are built in the background, others become unused. */
    void declareIndexes(List<IndexDefinition> wanted, Deadline deadline);
}
