package io.ironstead.datastore.simulation;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Everything that all clients of a run did, in the order in which they began, and who had been told what by then. */
final class History {
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<Long> ids = new HashSet<>();
    private final List<Long> givenTwice = new ArrayList<>();
    private long told;

    Attempt begin() {
        var attempt = new Attempt(attempts.size(), told);
        attempts.add(attempt);
        return attempt;
    }

    /** Its reads were answered, and whatever it wrote is durable. */
    void done(Attempt attempt, OptionalLong version) {
        attempt.outcome = Attempt.Outcome.DONE;
        attempt.version = version;
        // Deletions of what is not there are in no log, and their version is nobody's.
        if (attempt.writes.stream().anyMatch(write -> write instanceof Mutation.Write)) {
            version.ifPresent(this::tell);
        }
        if (!attempt.past) {
            attempt.reads.forEach(read -> tell(read.version()));
        }
    }

    private void tell(long version) {
        told = Math.max(told, version);
    }

    void refused(Attempt attempt, DatastoreException refusal) {
        var problem = refusal.problem();
        attempt.problem = java.util.Optional.of(problem);
        attempt.outcome =
                problem instanceof Problem.OutcomeUnknown ? Attempt.Outcome.UNKNOWN : Attempt.Outcome.NOTHING_DONE;
    }

    /** Ids that are somebody's from now on. */
    void given(long id) {
        if (!ids.add(id)) {
            givenTwice.add(id);
        }
    }

    List<Long> givenTwice() {
        return givenTwice;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    long count(Attempt.Outcome outcome) {
        return attempts.stream().filter(attempt -> attempt.outcome == outcome).count();
    }
}
