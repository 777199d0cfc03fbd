package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.AggregationResult;
import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.CommitResult;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.IdRange;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.LookupResult;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.TransactionOptions;
import io.ironstead.datastore.documents.Documents;
import io.ironstead.datastore.store.RowStore;
import io.ironstead.model.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One database, led by this process. Reads come from the rows at the last applied commit; a commit is answered when the log has
 * it and the rows show it.
 */
public final class Tablet implements Datastore, AutoCloseable {
    private static final Duration LEASE_WAIT = Duration.ofSeconds(10);

    private final Engine engine;
    private final MutationPreparation preparation;
    private final Reads reads;

    private Tablet(Engine engine) {
        this.engine = engine;
        this.preparation = new MutationPreparation(engine);
        this.reads = new Reads(engine);
    }

    /**
     * Opens a database: brings the rows up to the log, then serves.
     *
     * @param store closed with the tablet
     * @param log led by this process; closed with the tablet. It must go back to what the store has
     * @param onStop runs once when the tablet can serve no more and should be closed
     */
    public static Tablet open(
            TabletSettings settings, RowStore store, CommitLog log, InstantSource clock, Runnable onStop)
            throws InterruptedException {
        return new Tablet(Engine.start(settings, store, log, clock, onStop));
    }

    /**
     * Whether rows are a beginning of the log that goes on where it can be read, so that {@link #open} can bring them up to date;
     * else they are of no use. Rows ahead of the log, or of an entry that another epoch has in the log, are of another history: of
     * a CouchDB that was put back to an earlier day, or made anew.
     */
    public static boolean canGoOn(RowStore rows, CommitLog log) {
        var at = AppliedState.read(rows).at();
        return at.lsn() + 1 >= log.firstLsn() && at.lsn() < log.nextLsn() && isSame(at.epoch(), log.epochOf(at.lsn()));
    }

    /** Zero is not known. */
    static boolean isSame(long epoch, long other) {
        return epoch == 0 || other == 0 || epoch == other;
    }

    /**
     * Makes rows from documents, for a log that does not go back to the beginning. When it fails the rows are of no use.
     *
     * @param rows empty
     * @param firstLsn where the log begins
     * @throws io.ironstead.datastore.documents.DocumentsException when they cannot be read
     */
    public static void restore(TabletSettings settings, RowStore rows, long firstLsn, Documents documents) {
        new Restoration(settings, rows).run(documents, firstLsn - 1);
    }

    /**
     * Makes everything applied so far durable outside the log: as documents, and on this disk. The log may then be dropped up to
     * here. One at a time; meanwhile everything goes on.
     *
     * @return false when documents could not be stored now; nothing is lost, and what was stored counts next time
     */
    public boolean checkpoint(Documents documents) {
        return engine.checkpoint(documents);
    }

    /**
     * Whether from now on queries that need a composite index which is not there are refused, as Google refuses them; else they
     * are sorted, and the index is among {@link #missingIndexes}. At first they are sorted.
     */
    public void requireIndexes(boolean strict) {
        reads.requireIndexes(strict);
    }

    @Override
    public LookupResult lookup(List<Key> keys, ReadFrom from, Deadline deadline) {
        return reads.lookup(keys, from, deadline);
    }

    @Override
    public Optional<LookupResult> lookupNow(Key key, ReadFrom from) {
        return reads.lookupNow(key, from);
    }

    @Override
    public QueryPage run(Query query, ReadFrom from, PageLimit limit, Deadline deadline) {
        return reads.run(query, from, limit, deadline);
    }

    @Override
    public AggregationResult aggregate(Query query, List<Aggregation> aggregations, ReadFrom from, Deadline deadline) {
        return reads.aggregate(query, aggregations, from, deadline);
    }

    @Override
    public CommitResult commit(CommitRequest request, Deadline deadline) {
        if (request.transaction().isPresent()) {
            return commitTransaction(request, request.transaction().get(), deadline);
        }
        var mutations = preparation.prepare(request.mutations(), request.ids(), deadline);
        MutationRules.check(mutations, false);
        return engine.desk().commit(mutations, Optional.empty(), engine.pipeline(), deadline);
    }

    private CommitResult commitTransaction(CommitRequest request, TransactionId id, Deadline deadline) {
        OpenTransaction transaction = engine.transactions().end(id);
        try {
            var own = preparation.prepare(request.mutations(), request.ids(), deadline);
            int before = transaction.staged().size();
            transaction.stage(own);
            List<PreparedMutation> all = transaction.staged();
            MutationRules.check(all, true);
            var result = engine.desk().commit(all, Optional.of(transaction), engine.pipeline(), deadline);
            return new CommitResult(
                    result.version(), result.mutations().subList(before, all.size()), result.indexUpdates());
        } finally {
            engine.transactions().finish(transaction);
        }
    }

    @Override
    public Optional<TransactionId> beginNow(TransactionOptions options) {
        return engine.pipeline().holdsLease() ? Optional.of(beginWithLease(options)) : Optional.empty();
    }

    @Override
    public TransactionId begin(TransactionOptions options) {
        engine.pipeline().awaitLease(Deadline.in(LEASE_WAIT));
        return beginWithLease(options);
    }

    private TransactionId beginWithLease(TransactionOptions options) {
        return engine.transactions()
                .begin(options.readOnly(), () -> reads.version(options.readMicros()))
                .id();
    }

    @Override
    public List<Key> stage(TransactionId id, CommitRequest additions, Deadline deadline) {
        OpenTransaction transaction = engine.transactions().use(id);
        if (transaction.readOnly()) {
            throw new DatastoreException(new Problem.ReadOnlyTransaction());
        }
        var mutations = preparation.prepare(additions.mutations(), additions.ids(), deadline);
        transaction.stage(mutations);
        return mutations.stream().map(PreparedMutation::key).toList();
    }

    @Override
    public void rollback(TransactionId id) {
        if (engine.transactions().isOfFormerLeader(id)) {
            return;
        }
        engine.transactions().finish(engine.transactions().end(id));
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        return preparation.allocate(incomplete, policy, deadline);
    }

    @Override
    public IdRange allocateRange(long size, Deadline deadline) {
        if (size < 1 || size > 1_000_000_000) {
            throw DatastoreException.invalid("size must be between 1 and 1000000000");
        }
        return engine.ids().allocateRange(size, deadline);
    }

    @Override
    public IdRange allocateUpTo(long max, Deadline deadline) {
        if (max < 0) {
            throw DatastoreException.invalid("max must not be negative");
        }
        return engine.ids().allocateUpTo(max, deadline);
    }

    @Override
    public void reserveIds(List<Key> complete, Deadline deadline) {
        preparation.reserve(complete, deadline);
    }

    @Override
    public List<IndexState> indexes() {
        return engine.composites().latest().states();
    }

    @Override
    public List<IndexDefinition> missingIndexes() {
        return reads.missingIndexes();
    }

    @Override
    public void declareIndexes(List<IndexDefinition> wanted, Deadline deadline) {
        engine.declareIndexes(wanted, deadline);
    }

    /** Bytes on this machine. */
    public long sizeBytes() {
        return engine.store().sizeBytes();
    }

    /** The epoch of its log in which it leads; 0 when the log has none. */
    public long epoch() {
        return engine.commitLog().epoch();
    }

    /** Bytes written to its log since the log's current epoch began. */
    public long logBytes() {
        return engine.commitLog().writtenBytes();
    }

    /** How many entries of its log were not in its rows when it was opened. */
    public int replayed() {
        return engine.replayed();
    }

    /** Whether nobody uses it now: no open transaction. */
    public boolean isIdle() {
        return engine.transactions().count() == 0;
    }

    /**
     * Takes no more commits, and fails those that have no answer yet. So does it with reads of the latest state, as somebody else
     * may lead already; those of a time or in a transaction go on until {@link #close()}.
     */
    public void stop() {
        engine.pipeline().close();
    }

    /** How many transactions are open. */
    public int openTransactions() {
        return engine.transactions().count();
    }

    /** Whether it takes no more commits. */
    public boolean isStopped() {
        return engine.pipeline().isStopped();
    }

    Engine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
    }
}
