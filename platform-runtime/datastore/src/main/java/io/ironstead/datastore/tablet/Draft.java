package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.Precondition;
import io.ironstead.datastore.Mutation.WriteRule;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entity within a commit that is being worked out: what it was, and what the mutations so far make of it. */
final class Draft {
    final ByteString row;

    private final Key key;
    private final EntityBytes codec;
    private final byte @Nullable [] original;
    private Optional<Entity> entity = Optional.empty();
    private byte @Nullable [] bytes;
    private long createdMicros;
    private boolean exists;
    private boolean touched;

    /** @param original the row as all commits before leave it */
    Draft(ByteString row, Key key, byte @Nullable [] original, EntityBytes codec) {
        this.row = row;
        this.key = key;
        this.codec = codec;
        this.original = original;
        this.exists = original != null;
        this.createdMicros = original == null ? 0 : EntityBytes.created(original);
    }

    /** What a mutation answers, but for its version. */
    record Outcome(boolean conflict, List<PropertyValue> transformed) {
        static final Outcome DONE = new Outcome(false, List.of());
    }

    Outcome apply(PreparedMutation prepared, long version) {
        Mutation mutation = prepared.mutation();
        if (mutation.precondition().isPresent()
                && !meets(mutation.precondition().get())) {
            if (mutation.precondition().get().onConflict() == Precondition.OnConflict.FAIL) {
                throw new DatastoreException(new Problem.Contention());
            }
            return new Outcome(true, List.of());
        }
        return switch (mutation) {
            case Mutation.Delete _ -> delete();
            case Mutation.Write write -> write(write, prepared, version);
        };
    }

    private boolean meets(Precondition precondition) {
        long expected = switch (precondition.expected()) {
            case Precondition.Expected.Version(long version) -> version;
            case Precondition.Expected.UpdatedAt(long micros) -> micros;
        };
        return original != null && VersionedRows.version(original) == expected;
    }

    private Outcome delete() {
        touched = true;
        exists = false;
        entity = Optional.empty();
        bytes = null;
        return Outcome.DONE;
    }

    private Outcome write(Mutation.Write write, PreparedMutation prepared, long version) {
        if (write.rule() == WriteRule.INSERT && exists) {
            throw new DatastoreException(new Problem.EntityExists(key));
        }
        if (write.rule() == WriteRule.UPDATE && !exists) {
            throw new DatastoreException(new Problem.NoEntity(key));
        }
        var transformed = new ArrayList<PropertyValue>();
        byte[] ready = prepared.bytes();
        if (ready != null) {
            entity = Optional.of(prepared.entity());
            bytes = ready;
        } else {
            Entity changed = write.mask()
                    .map(paths -> PropertyMask.merge(current(), prepared.entity(), paths))
                    .orElse(prepared.entity());
            for (var transform : write.transforms()) {
                changed = Transforms.apply(changed, transform, version, transformed);
            }
            bytes = PreparedMutation.check(changed, codec);
            entity = Optional.of(changed);
        }
        if (!exists) {
            createdMicros = version;
        }
        touched = true;
        exists = true;
        return new Outcome(false, transformed);
    }

    private Optional<Entity> current() {
        if (!exists) {
            return Optional.empty();
        }
        return touched ? entity : before();
    }

    /** The entity before this commit. */
    Optional<Entity> before() {
        return Optional.ofNullable(original).map(row -> codec.stored(row).entity());
    }

    Optional<Entity> after() {
        return exists ? (touched ? entity : before()) : Optional.empty();
    }

    /** What the commit changes here; empty when everything stays as it was. */
    Optional<Change> change() {
        if (!touched) {
            return Optional.empty();
        }
        byte[] written = bytes;
        if (!exists || written == null) {
            return original == null
                    ? Optional.empty()
                    : Optional.of(new Change(row, key, Optional.empty(), PlainRows.EMPTY, 0));
        }
        boolean same = original != null
                && createdMicros == EntityBytes.created(original)
                && EntityBytes.holds(original, written);
        return same ? Optional.empty() : Optional.of(new Change(row, key, entity, written, createdMicros));
    }

    /** Of the entity afterwards when {@link #change()} is empty; 0 when there is none. */
    long oldVersion() {
        return original == null ? 0 : VersionedRows.version(original);
    }

    long createdMicros() {
        return exists ? createdMicros : 0;
    }

    boolean exists() {
        return exists;
    }
}
