package io.ironstead.datastore;

import java.util.List;
import java.util.Optional;

/** One change of a commit. */
public sealed interface Mutation {

    /** The entity that is changed; incomplete for a write whose id is still to be allocated. */
    Key key();

    Optional<Precondition> precondition();

    /**
     * Writes an entity.
     *
     * @param mask when present, only these properties are taken from {@code entity} (absent there: removed), the others stay as
     *     they are stored
     * @param transforms done after the write, in their order; each has a result
     */
    record Write(
            WriteRule rule,
            Entity entity,
            Optional<List<String>> mask,
            List<Transform> transforms,
            Optional<Precondition> precondition)
            implements Mutation {
        public Write {
            mask = mask.map(List::copyOf);
            transforms = List.copyOf(transforms);
        }

        @Override
        public Key key() {
            return entity.requireKey();
        }
    }

    /** Deletes an entity; done as well when there is none. */
    record Delete(Key key, Optional<Precondition> precondition) implements Mutation {}

    static Mutation upsert(Entity entity) {
        return write(WriteRule.UPSERT, entity);
    }

    static Mutation write(WriteRule rule, Entity entity) {
        return new Write(rule, entity, Optional.empty(), List.of(), Optional.empty());
    }

    static Mutation delete(Key key) {
        return new Delete(key, Optional.empty());
    }

    enum WriteRule {
        /** Refused with {@link Problem.EntityExists} when there is one. */
        INSERT,
        /** Refused with {@link Problem.NoEntity} when there is none. */
        UPDATE,
        UPSERT
    }

    /** What the stored entity must still be. */
    record Precondition(Expected expected, OnConflict onConflict) {
        public sealed interface Expected {
            record Version(long version) implements Expected {}

            record UpdatedAt(long micros) implements Expected {}
        }

        public enum OnConflict {
            /** The mutation is left out and its result says so. */
            KEEP_SERVER_VALUE,
            /** The whole commit is refused with {@link Problem.Contention}. */
            FAIL
        }
    }

    /** A change the server works out from the stored value. */
    sealed interface Transform {
        String property();

        record SetToServerTime(String property) implements Transform {}

        record Increment(String property, Value by) implements Transform {}

        record Maximum(String property, Value with) implements Transform {}

        record Minimum(String property, Value with) implements Transform {}

        record AppendMissing(String property, List<PropertyValue> elements) implements Transform {}

        record RemoveAll(String property, List<PropertyValue> elements) implements Transform {}
    }
}
