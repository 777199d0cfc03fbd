package io.ironstead.datastore.simulation;

import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.tablet.LogReading.Logged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The database after each commit of the log, worked out by the simplest means: one map each. */
final class States {
    private final List<Logged> log;
    private final List<Map<Key, Entity>> states = new ArrayList<>();

    States(List<Logged> log) {
        this.log = log;
        var state = new HashMap<Key, Entity>();
        states.add(Map.of());
        for (Logged commit : log) {
            commit.changes().forEach((key, entity) -> {
                if (entity.isPresent()) {
                    state.put(key, entity.get());
                } else {
                    state.remove(key);
                }
            });
            states.add(new HashMap<>(state));
        }
    }

    /** How many commits are seen at a version: also the index of its state. */
    int indexAt(long version) {
        int from = 0;
        int to = log.size();
        while (from < to) {
            int middle = (from + to) / 2;
            if (log.get(middle).version() <= version) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    Map<Key, Entity> state(int index) {
        return states.get(index);
    }

    Map<Key, Entity> last() {
        return states.getLast();
    }

    int lastIndex() {
        return states.size() - 1;
    }

    List<Logged> log() {
        return log;
    }
}
