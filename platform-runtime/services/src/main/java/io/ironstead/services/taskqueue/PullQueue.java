package io.ironstead.services.taskqueue;

import io.ironstead.model.Deadline;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.services.taskqueue.TaskStore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leases of a pull queue. A lease is the task's time put off, so it ends by itself and holds on whichever node. */
public final class PullQueue {
    /** Tasks without a tag are looked for among so many of the eldest. */
    private static final int UNTAGGED_LOOK = 1_000;

    private final SiteTasks tasks;
    private final QueueDefinition queue;

    public PullQueue(SiteTasks tasks, QueueDefinition queue) {
        this.tasks = tasks;
        this.queue = queue;
    }

    /** Which tasks are wanted. */
    public sealed interface Choice {
        enum Any implements Choice {
            ANY
        }

        /** Those of the eldest task's tag. */
        enum EldestTag implements Choice {
            ELDEST_TAG
        }

        record Tag(String tag) implements Choice {}
    }

    /** Up to {@code max} tasks that nobody has leased, eldest first, each with the time at which its lease ends. */
    public List<Task> lease(Choice choice, int max, Duration lease, Deadline deadline) {
        Instant now = tasks.now();
        var updates = new ArrayList<TaskStore.Update>();
        for (Stored stored : choose(choice, max, now)) {
            var progress = stored.task().progress().leased();
            var rules = stored.task().retry().orElse(queue.retry());
            if (rules.limit().isPresent() && progress.retries() > rules.limit().get() + 1) {
                tasks.store().end(stored, now);
            } else {
                updates.add(new TaskStore.Update(
                        stored, stored.task().with(progress).at(now.plus(lease))));
            }
        }
        if (updates.isEmpty()) {
            return List.of();
        }
        var leased = new ArrayList<Task>();
        var won = tasks.store().change(updates, deadline);
        for (int i = 0; i < updates.size(); i++) {
            if (won.get(i)) {
                leased.add(updates.get(i).changed());
            }
        }
        return leased;
    }

    private List<Stored> choose(Choice choice, int max, Instant now) {
        String name = queue.name();
        return switch (choice) {
            case Choice.Any _ -> tasks.store().due(name, now, max);
            case Choice.Tag(String tag) -> tasks.store().due(name, tag, now, max);
            case Choice.EldestTag _ -> {
                var eldest = tasks.store().due(name, now, 1);
                if (eldest.isEmpty()) {
                    yield List.of();
                }
                Optional<String> tag = eldest.getFirst().task().tag();
                yield tag.isPresent()
                        ? tasks.store().due(name, tag.get(), now, max)
                        : tasks.store().due(name, now, UNTAGGED_LOOK).stream()
                                .filter(stored -> stored.task().tag().isEmpty())
                                .limit(max)
                                .toList();
            }
        };
    }

    /** How a change of a lease ended. */
    public sealed interface Renewal {
        record Until(Instant end) implements Renewal {}

        enum Refused implements Renewal {
            EXPIRED,
            TOMBSTONED,
            UNKNOWN
        }
    }

    /** @param known when the caller thinks its lease ends */
    public Renewal renew(String task, Instant known, Duration lease, Deadline deadline) {
        Instant now = tasks.now();
        var stored = tasks.store().find(queue.name(), task, deadline);
        if (stored.isEmpty()) {
            return tasks.store().isTombstone(queue.name(), task, deadline)
                    ? Renewal.Refused.TOMBSTONED
                    : Renewal.Refused.UNKNOWN;
        }
        Task held = stored.get().task();
        Instant end = now.plus(lease);
        boolean holds = held.eta().equals(known) && !held.eta().isBefore(now);
        return holds && tasks.store().change(stored.get(), held.at(end), deadline)
                ? new Renewal.Until(end)
                : Renewal.Refused.EXPIRED;
    }
}
