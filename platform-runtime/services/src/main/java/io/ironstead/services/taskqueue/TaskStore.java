package io.ironstead.services.taskqueue;

import io.ironstead.datastore.CommitRequest;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.Precondition;
import io.ironstead.datastore.Mutation.WriteRule;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PageLimit;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.ReadFrom;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.TransactionId;
import io.ironstead.datastore.Value;
import io.ironstead.model.Deadline;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of one site, in its tablet. Every change is a commit; what the datastore refuses is a {@link DatastoreException}.
 * Safe for use by any thread.
 */
public final class TaskStore {
    /** How long a name cannot be used again: App Engine says up to nine days. */
    static final Duration TOMBSTONE_LIFE = Duration.ofDays(9);

    private static final int BATCH = 200;
    private static final int READ_BYTES_MAX = 4_000_000;
    private static final Instant FAR = Instant.ofEpochSecond(253_402_300_799L);
    private static final Duration CALL_MAX = Duration.ofSeconds(20);

    private final SiteName site;
    private final Datastore datastore;

    /** @param datastore with the platform's part, see {@link PlatformData} */
    TaskStore(SiteName site, Datastore datastore) {
        this.site = site;
        this.datastore = datastore;
    }

    /** A task as it is stored. */
    record Stored(Task task, long version) {}

    /** What became of one task that was to be added, or to be deleted. */
    public enum Fate {
        DONE,
        EXISTS,
        TOMBSTONED,
        UNKNOWN
    }

    private static Deadline soon() {
        return Deadline.in(CALL_MAX);
    }

    /** Adds those whose names are free, all at once; what became of each, in order. */
    List<Fate> add(List<Task> tasks, Deadline deadline) {
        while (true) {
            var fates = fates(tasks, deadline);
            var mutations = new ArrayList<Mutation>();
            for (int i = 0; i < tasks.size(); i++) {
                if (fates.get(i) == Fate.DONE) {
                    mutations.add(Mutation.write(WriteRule.INSERT, TaskEntities.of(site, tasks.get(i))));
                }
            }
            try {
                if (!mutations.isEmpty()) {
                    commit(mutations, deadline);
                }
                return fates;
            } catch (DatastoreException refused) {
                // Somebody took one of the names between the look and the commit: look again.
                if (!(refused.problem() instanceof Problem.EntityExists)) {
                    throw refused;
                }
            }
        }
    }

    private List<Fate> fates(List<Task> tasks, Deadline deadline) {
        var named = tasks.stream()
                .filter(Task::named)
                .map(task -> TaskEntities.task(site, task.queue(), task.name()))
                .toList();
        var known = new java.util.HashMap<Key, Fate>();
        if (!named.isEmpty()) {
            for (var found :
                    datastore.lookup(named, ReadFrom.Latest.LATEST, deadline).entities()) {
                found.ifPresent(stored -> known.put(
                        stored.entity().requireKey(),
                        TaskEntities.isTombstone(stored.entity()) ? Fate.TOMBSTONED : Fate.EXISTS));
            }
        }
        return tasks.stream()
                .map(task -> known.getOrDefault(TaskEntities.task(site, task.queue(), task.name()), Fate.DONE))
                .toList();
    }

    /** They exist if and only if the transaction commits. */
    void stage(TransactionId transaction, List<Task> tasks, Deadline deadline) {
        var mutations = tasks.stream()
                .map(task -> Mutation.write(WriteRule.INSERT, TaskEntities.of(site, task)))
                .toList();
        datastore.stage(transaction, CommitRequest.of(transaction, mutations), deadline);
    }

    private void commit(List<Mutation> mutations, Deadline deadline) {
        datastore.commit(new CommitRequest(Optional.empty(), mutations, IdPolicy.SCATTERED), deadline);
    }

    /** Takes tasks out by name; what became of each, in order. */
    List<Fate> delete(String queue, List<String> names, Instant now, Deadline deadline) {
        var keys =
                names.stream().map(name -> TaskEntities.task(site, queue, name)).toList();
        var fates = new ArrayList<Fate>();
        var mutations = new ArrayList<Mutation>();
        var gone = new HashSet<Key>();
        for (var found :
                datastore.lookup(keys, ReadFrom.Latest.LATEST, deadline).entities()) {
            if (found.isEmpty()) {
                fates.add(Fate.UNKNOWN);
            } else if (TaskEntities.isTombstone(found.get().entity())) {
                fates.add(Fate.TOMBSTONED);
            } else {
                if (gone.add(found.get().entity().requireKey())) {
                    mutations.add(end(TaskEntities.task(found.get().entity()), now));
                }
                fates.add(Fate.DONE);
            }
        }
        if (!mutations.isEmpty()) {
            commit(mutations, deadline);
        }
        return fates;
    }

    private Mutation end(Task task, Instant now) {
        Key key = TaskEntities.task(site, task.queue(), task.name());
        return task.named()
                ? Mutation.upsert(TaskEntities.tombstone(key, now.plus(TOMBSTONE_LIFE)))
                : Mutation.delete(key);
    }

    /** It is done with, for ever. */
    void end(Stored task, Instant now) {
        commit(List.of(end(task.task(), now)), soon());
    }

    /** A task as it was read, and as it shall be. */
    record Update(Stored read, Task changed) {}

    /** Stores what became of a task unless somebody changed it since it was read; whether that was so. */
    boolean change(Stored read, Task changed, Deadline deadline) {
        return change(List.of(new Update(read, changed)), deadline).getFirst();
    }

    /** The same of several at once, each for itself. */
    List<Boolean> change(List<Update> updates, Deadline deadline) {
        var mutations = updates.stream()
                .<Mutation>map(update -> new Mutation.Write(
                        WriteRule.UPSERT,
                        TaskEntities.of(site, update.changed()),
                        Optional.empty(),
                        List.of(),
                        Optional.of(new Precondition(
                                new Precondition.Expected.Version(update.read().version()),
                                Precondition.OnConflict.KEEP_SERVER_VALUE))))
                .toList();
        var result = datastore.commit(new CommitRequest(Optional.empty(), mutations, IdPolicy.SCATTERED), deadline);
        return result.mutations().stream().map(one -> !one.conflict()).toList();
    }

    Optional<Stored> find(String queue, String name, Deadline deadline) {
        return datastore
                .lookup(List.of(TaskEntities.task(site, queue, name)), ReadFrom.Latest.LATEST, deadline)
                .entities()
                .getFirst()
                .filter(stored -> !TaskEntities.isTombstone(stored.entity()))
                .map(TaskStore::stored);
    }

    boolean isTombstone(String queue, String name, Deadline deadline) {
        return datastore
                .lookup(List.of(TaskEntities.task(site, queue, name)), ReadFrom.Latest.LATEST, deadline)
                .entities()
                .getFirst()
                .filter(stored -> TaskEntities.isTombstone(stored.entity()))
                .isPresent();
    }

    /** The queue's tasks whose time has come, eldest first. */
    List<Stored> due(String queue, Instant now, int limit) {
        return read(
                between(TaskEntities.DUE, TaskEntities.due(queue, Instant.EPOCH), TaskEntities.due(queue, now)), limit);
    }

    /** The same of those with this tag. */
    List<Stored> due(String queue, String tag, Instant now, int limit) {
        return read(
                between(
                        TaskEntities.TAGGED,
                        TaskEntities.tagged(queue, tag, Instant.EPOCH),
                        TaskEntities.tagged(queue, tag, now)),
                limit);
    }

    /** The queue's tasks, eldest first. */
    List<Stored> all(String queue, int limit) {
        return due(queue, FAR, limit);
    }

    /** When the queue's next task after {@code now} is due. */
    Optional<Instant> nextDue(String queue, Instant now) {
        return keys(
                        between(
                                TaskEntities.DUE,
                                TaskEntities.due(queue, now.plusNanos(1_000)),
                                TaskEntities.due(queue, FAR)),
                        1)
                .stream()
                .findFirst()
                .flatMap(key -> find(queue, TaskEntities.name(key), soon()))
                .map(stored -> stored.task().eta());
    }

    /** How many tasks the queue has; counts no further than {@code max}. */
    int count(String queue, int max) {
        var query = between(TaskEntities.DUE, TaskEntities.due(queue, Instant.EPOCH), TaskEntities.due(queue, FAR));
        return keys(query, max).size();
    }

    /** The queues that have tasks. */
    List<String> queuesWithTasks() {
        var found = new ArrayList<String>();
        String after = "";
        while (true) {
            var first = keys(between(TaskEntities.DUE, after, "~"), 1);
            if (first.isEmpty()) {
                return found;
            }
            String queue = TaskEntities.name(first.getFirst().root());
            found.add(queue);
            // '!' is the character after the blank that ends a queue's name there.
            after = queue + "!";
        }
    }

    /** Ends all tasks that the queue has now; how many. */
    int purge(String queue, Instant now) {
        int ended = 0;
        while (true) {
            var some = all(queue, BATCH);
            if (some.isEmpty()) {
                return ended;
            }
            commit(some.stream().map(stored -> end(stored.task(), now)).toList(), soon());
            ended += some.size();
        }
    }

    /** Forgets names whose time is over, a batch of them. */
    void sweep(Instant now) {
        var over = new Filter.Compare(TaskEntities.UNTIL, Operator.LESS, new Value.Timestamp(TaskEntities.micros(now)));
        var keys = keys(Query.ofKind(PlatformData.NAMESPACE, TaskEntities.TASK).where(over), BATCH);
        if (!keys.isEmpty()) {
            commit(keys.stream().map(Mutation::delete).toList(), soon());
        }
    }

    /** What is kept about a queue or a job, by name; nothing when there is nothing. */
    Optional<Entity> note(String kind, String name) {
        return datastore
                .lookup(List.of(noteKey(kind, name)), ReadFrom.Latest.LATEST, soon())
                .entities()
                .getFirst()
                .map(StoredEntity::entity);
    }

    void write(String kind, String name, List<Property> properties) {
        commit(List.of(Mutation.upsert(new Entity(Optional.of(noteKey(kind, name)), properties))), soon());
    }

    private Key noteKey(String kind, String name) {
        return new Key(
                site.value(),
                "",
                PlatformData.NAMESPACE,
                List.of(new io.ironstead.datastore.PathElement(
                        kind, new io.ironstead.datastore.Identifier.Named(name))));
    }

    private static Query between(String property, String from, String to) {
        return Query.ofKind(PlatformData.NAMESPACE, TaskEntities.TASK)
                .where(new Filter.And(List.of(
                        new Filter.Compare(property, Operator.GREATER_OR_EQUAL, new Value.Text(from)),
                        new Filter.Compare(property, Operator.LESS_OR_EQUAL, new Value.Text(to)))))
                .orderBy(new Order(property, io.ironstead.datastore.Direction.ASCENDING));
    }

    private List<Stored> read(Query query, int limit) {
        var page =
                datastore.run(query.limit(limit), ReadFrom.Latest.LATEST, new PageLimit(limit, READ_BYTES_MAX), soon());
        return page.rows().stream().map(row -> stored(row.entity())).toList();
    }

    private List<Key> keys(Query query, int limit) {
        var page = datastore.run(
                query.project(Query.KEY).limit(limit),
                ReadFrom.Latest.LATEST,
                new PageLimit(limit, READ_BYTES_MAX),
                soon());
        return page.rows().stream()
                .map(row -> row.entity().entity().requireKey())
                .toList();
    }

    private static Stored stored(StoredEntity entity) {
        return new Stored(TaskEntities.task(entity.entity()), entity.version());
    }
}
