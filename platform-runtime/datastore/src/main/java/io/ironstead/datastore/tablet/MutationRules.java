package io.ironstead.datastore.tablet;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Mutation;
import io.ironstead.datastore.Mutation.WriteRule;
import java.util.HashMap;
import java.util.List;

/** Which mutations may stand together in one commit. */
final class MutationRules {
    private MutationRules() {}

    static void check(List<PreparedMutation> mutations, boolean transactional) {
        if (mutations.size() < 2) {
            return;
        }
        var last = new HashMap<ByteString, Mutation>();
        for (PreparedMutation prepared : mutations) {
            Mutation before = last.put(prepared.row(), prepared.mutation());
            if (before == null) {
                continue;
            }
            if (!transactional) {
                throw DatastoreException.invalid(
                        "A non-transactional commit may not contain multiple mutations affecting the same entity.");
            }
            checkSequence(before, prepared.mutation());
        }
    }

    private static void checkSequence(Mutation before, Mutation next) {
        boolean nowThere = !(before instanceof Mutation.Delete);
        boolean insertsAgain = rule(next) == WriteRule.INSERT && nowThere;
        boolean updatesNothing = rule(next) == WriteRule.UPDATE && !nowThere;
        if (insertsAgain || updatesNothing) {
            throw DatastoreException.invalid(
                    "Cannot " + name(before) + " then " + name(next) + " an entity in the same request.");
        }
    }

    private static WriteRule rule(Mutation mutation) {
        return mutation instanceof Mutation.Write write ? write.rule() : WriteRule.UPSERT;
    }

    private static String name(Mutation mutation) {
        return switch (mutation) {
            case Mutation.Delete _ -> "delete";
            case Mutation.Write write ->
                switch (write.rule()) {
                    case INSERT -> "insert";
                    case UPDATE -> "update";
                    case UPSERT -> "upsert";
                };
        };
    }
}
