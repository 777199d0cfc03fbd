package io.ironstead.datastore.query;

import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.IndexState;
import io.ironstead.datastore.index.IndexCatalog;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The composite indexes that recent queries would have used instead of a sort; at most {@value #KEPT_MAX}, the latest. */
final class IndexAdvice {
    private static final int KEPT_MAX = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<IndexDefinition, Boolean> missed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IndexDefinition, Boolean> eldest) {
            return size() > KEPT_MAX;
        }
    };

    void note(IndexDefinition index) {
        lock.lock();
        try {
            missed.put(index, true);
        } finally {
            lock.unlock();
        }
    }

    /** Without those that are there by now. */
    List<IndexDefinition> missing(IndexCatalog catalog) {
        lock.lock();
        try {
            var left = new LinkedHashSet<>(missed.keySet());
            for (IndexState index : catalog.states()) {
                if (index.stage() != IndexState.Stage.UNUSED) {
                    left.remove(index.definition());
                }
            }
            return List.copyOf(left);
        } finally {
            lock.unlock();
        }
    }
}
