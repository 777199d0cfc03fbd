package io.ironstead.datastore.simulation;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.StoredEntity;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.query.Answers;
import io.ironstead.datastore.tablet.LogReading.Logged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says which promise a history breaks. The log gives the order: every transaction must have read what the commits before its
 * own left, and nothing may come before what was told earlier (strict serializability).
 */
final class Checker {
    /** Every entity names the attempt that wrote it, in a property without an index. */
    static final String WRITER = "by";

    private final History history;
    private final States states;
    private final Map<Long, Logged> byVersion = new HashMap<>();

    Checker(History history, List<Logged> log) {
        this.history = history;
        this.states = new States(log);
        log.forEach(commit -> byVersion.put(commit.version(), commit));
    }

    /** @param served what the last leader answers, for every key there ever was. @return null when all is well */
    @Nullable
    String broken(Map<Key, Optional<Entity>> served) {
        String broken = order();
        broken = broken != null ? broken : writers();
        broken = broken != null ? broken : served(served);
        for (Attempt attempt : history.attempts()) {
            broken = broken != null ? broken : attempt(attempt);
        }
        return broken;
    }

    private @Nullable String order() {
        long last = 0;
        for (Logged commit : states.log()) {
            if (commit.version() <= last) {
                return "version " + commit.version() + " comes after " + last;
            }
            last = commit.version();
        }
        return history.givenTwice().isEmpty() ? null : "ids given twice: " + history.givenTwice();
    }

    /** Nothing is in the log that nobody wrote, that was refused, or that was written once and is there twice. */
    private @Nullable String writers() {
        var committed = new HashMap<Long, Long>();
        for (Logged commit : states.log()) {
            for (Optional<Entity> entity : commit.changes().values()) {
                if (entity.isEmpty()) {
                    continue;
                }
                long writer = writer(entity.get());
                Long other = committed.put(writer, commit.version());
                if (other != null && other != commit.version()) {
                    return "attempt " + writer + " was committed at " + other + " and " + commit.version();
                }
                Attempt attempt = history.attempts().get((int) writer);
                if (attempt.outcome == Attempt.Outcome.NOTHING_DONE) {
                    return "refused, but in the log at " + commit.version() + ": " + attempt;
                }
                if (attempt.version.isPresent() && attempt.version.getAsLong() != commit.version()) {
                    return "told another version than " + commit.version() + ": " + attempt;
                }
            }
        }
        return null;
    }

    private static long writer(Entity entity) {
        Property property = entity.property(WRITER).orElseThrow();
        return ((Value.Int) property.values().getFirst().value()).value();
    }

    private @Nullable String served(Map<Key, Optional<Entity>> served) {
        for (var one : served.entrySet()) {
            var expected = Optional.ofNullable(states.last().get(one.getKey()));
            if (!expected.equals(one.getValue())) {
                return "served in the end: " + one + ", but the log says " + expected;
            }
        }
        return null;
    }

    private @Nullable String attempt(Attempt attempt) {
        for (Attempt.Read read : attempt.reads) {
            int at = states.indexAt(read.version());
            if (!holds(read, states.state(at))) {
                return "not what version " + read.version() + " holds: " + read + " in " + attempt;
            }
        }
        if (attempt.outcome == Attempt.Outcome.NOTHING_DONE) {
            return refusal(attempt);
        }
        if (attempt.outcome == Attempt.Outcome.UNKNOWN) {
            return null;
        }
        return attempt.version.isPresent() ? commit(attempt, attempt.version.getAsLong()) : reading(attempt);
    }

    private @Nullable String reading(Attempt attempt) {
        for (Attempt.Read read : attempt.reads) {
            if (!attempt.past && read.version() < attempt.floor) {
                return "read an older state than somebody had been told of: " + attempt;
            }
        }
        return null;
    }

    private @Nullable String commit(Attempt attempt, long version) {
        Logged logged = byVersion.get(version);
        if (logged == null) {
            return IntStream.rangeClosed(states.indexAt(attempt.floor), states.lastIndex())
                            .anyMatch(at -> changesNothing(attempt, states.state(at)))
                    ? null
                    : "acknowledged and lost: " + attempt;
        }
        if (version <= attempt.floor) {
            return "committed before what somebody had been told of: " + attempt;
        }
        var before = states.state(states.indexAt(version) - 1);
        for (Attempt.Read read : attempt.reads) {
            if (!holds(read, before)) {
                return "read " + read + ", which is not so when it commits: " + attempt;
            }
        }
        var after = states.state(states.indexAt(version));
        for (Mutation write : attempt.writes) {
            var wanted = write instanceof Mutation.Write put ? Optional.of(put.entity()) : Optional.<Entity>empty();
            if (!Optional.ofNullable(after.get(write.key())).equals(wanted)) {
                return "committed as something else, " + logged + ": " + attempt;
            }
            if (breaksRule(write, before)) {
                return "against its rule: " + attempt;
            }
        }
        long changes = attempt.writes.stream()
                .filter(write -> write instanceof Mutation.Write || before.containsKey(write.key()))
                .count();
        return changes == logged.changes().size() ? null : "committed more or less, " + logged + ": " + attempt;
    }

    private boolean changesNothing(Attempt attempt, Map<Key, Entity> state) {
        return attempt.writes.stream()
                        .allMatch(write -> write instanceof Mutation.Delete && !state.containsKey(write.key()))
                && attempt.reads.stream().allMatch(read -> holds(read, state));
    }

    private static boolean breaksRule(Mutation write, Map<Key, Entity> before) {
        return write instanceof Mutation.Write put
                && switch (put.rule()) {
                    case INSERT -> before.containsKey(put.key());
                    case UPDATE -> !before.containsKey(put.key());
                    case UPSERT -> false;
                };
    }

    /** That an entity is there, or not, must have been so at some time that the log knows. */
    private @Nullable String refusal(Attempt attempt) {
        var why = attempt.problem.orElseThrow();
        boolean was = IntStream.rangeClosed(states.indexAt(attempt.floor), states.lastIndex())
                .anyMatch(at -> switch (why) {
                    case Problem.EntityExists(Key key) -> states.state(at).containsKey(key);
                    case Problem.NoEntity(Key key) -> !states.state(at).containsKey(key);
                    default -> true;
                });
        return was ? null : "refused for what never was: " + attempt;
    }

    private static boolean holds(Attempt.Read read, Map<Key, Entity> state) {
        return switch (read) {
            case Attempt.Read.Page page -> Answers.isRight(page.query(), page.page(), state.values());
            case Attempt.Read.Count count -> Answers.count(count.query(), state.values()) == count.count();
            case Attempt.Read.Lookup lookup ->
                IntStream.range(0, lookup.keys().size())
                        .allMatch(
                                i -> Optional.ofNullable(state.get(lookup.keys().get(i)))
                                        .equals(lookup.found().get(i).map(StoredEntity::entity)));
        };
    }
}
