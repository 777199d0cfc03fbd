package io.ironstead.datastore.tablet;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.IdPolicy;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.bytes.RowKeys;
import io.ironstead.datastore.index.IndexRows;
import io.ironstead.model.Deadline;
import java.util.ArrayList;
import java.util.List;

/** Checks mutations and completes their keys, before they are anybody else's business. */
final class MutationPreparation {
    /** Entities of fewer values than this have few enough index rows without composite indexes. */
    private static final int VALUES_CERTAINLY_FEW = 1_000;

    private final Engine engine;

    MutationPreparation(Engine engine) {
        this.engine = engine;
    }

    List<PreparedMutation> prepare(List<Mutation> mutations, IdPolicy policy, Deadline deadline) {
        var prepared = new ArrayList<PreparedMutation>(mutations.size());
        for (Mutation mutation : mutations) {
            Key key = mutation.key();
            engine.settings().checkOwn(key);
            boolean allocates = mutation instanceof Mutation.Write write
                    && write.rule() != Mutation.WriteRule.UPDATE
                    && !key.isComplete();
            if (allocates) {
                EntityRules.checkIncomplete(key);
                key = allocate(key, policy, deadline);
            } else if (!key.isComplete()) {
                EntityRules.checkReadable(key);
            }
            var one = PreparedMutation.of(mutation, key, allocates, engine.codec());
            if (one.written() != null) {
                checkIndexRows(one.written());
            }
            prepared.add(one);
        }
        return prepared;
    }

    private void checkIndexRows(Entity entity) {
        var composites =
                engine.composites().latest().maintained(entity.requireKey().kind());
        int values = 0;
        for (var property : entity.properties()) {
            values += property.values().size();
        }
        if (values >= VALUES_CERTAINLY_FEW || !composites.isEmpty()) {
            // Refuses an entity of too many.
            IndexRows.of(entity, composites);
        }
    }

    List<Key> allocate(List<Key> incomplete, IdPolicy policy, Deadline deadline) {
        for (Key key : incomplete) {
            engine.settings().checkOwn(key);
            EntityRules.checkIncomplete(key);
        }
        return incomplete.stream().map(key -> allocate(key, policy, deadline)).toList();
    }

    /** Programs choose ids of their own too: one that is in use is passed over. */
    private Key allocate(Key key, IdPolicy policy, Deadline deadline) {
        long id = engine.ids()
                .allocate(
                        policy,
                        candidate -> engine.rows().current(RowKeys.entity(key.with(new Identifier.Numeric(candidate))))
                                == null,
                        deadline);
        return key.with(new Identifier.Numeric(id));
    }

    void reserve(List<Key> complete, Deadline deadline) {
        var ids = new ArrayList<Long>();
        for (Key key : complete) {
            engine.settings().checkOwn(key);
            EntityRules.checkDeletable(key);
            // A name is never allocated: there is nothing to keep free.
            if (key.last().id() instanceof Identifier.Numeric(long id) && id > 0) {
                ids.add(id);
            }
        }
        engine.ids().reserve(ids, deadline);
    }
}
