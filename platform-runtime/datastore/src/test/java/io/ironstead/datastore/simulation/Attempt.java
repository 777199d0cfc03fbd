package io.ironstead.datastore.simulation;

import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.QueryPage;
import io.ironstead.datastore.StoredEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One thing that a client did, with everything it was told. */
final class Attempt {
    /** What a client read; {@code version} is the snapshot's, as it was told. */
    sealed interface Read {
        long version();

        record Lookup(List<Key> keys, List<Optional<StoredEntity>> found, long version) implements Read {}

        record Page(Query query, QueryPage page, long version) implements Read {}

        record Count(Query query, long count, long version) implements Read {}
    }

    /** A client that is told nothing, because its process ended, does not know. */
    enum Outcome {
        UNKNOWN,
        DONE,
        NOTHING_DONE
    }

    final int number;
    /** The latest version that anybody was told of before this began. */
    final long floor;

    final List<Read> reads = new ArrayList<>();
    final List<Mutation> writes = new ArrayList<>();
    /** Reads at a time are of the past and in no order with others. */
    boolean past;

    boolean transaction;
    Outcome outcome = Outcome.UNKNOWN;
    OptionalLong version = OptionalLong.empty();
    Optional<Problem> problem = Optional.empty();

    Attempt(int number, long floor) {
        this.number = number;
        this.floor = floor;
    }

    @Override
    public String toString() {
        return "attempt %d (floor %d, %s %s %s)%n  read %s%n  wrote %s"
                .formatted(number, floor, outcome, version, problem, reads, writes);
    }
}
