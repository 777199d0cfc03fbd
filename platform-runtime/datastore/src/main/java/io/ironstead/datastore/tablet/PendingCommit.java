package io.ironstead.datastore.tablet;

import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.model.Deadline;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A commit that was let through, on its way to the log and into the rows; its caller waits here. */
final class PendingCommit {
    final Commit commit;
    final RecentCommits.Footprint footprint;

    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile @Nullable Problem problem;
    private volatile int indexUpdates;

    PendingCommit(Commit commit, RecentCommits.Footprint footprint) {
        this.commit = commit;
        this.footprint = footprint;
    }

    void applied(List<RowDifference> differences) {
        indexUpdates =
                differences.stream().mapToInt(RowDifference::indexUpdates).sum();
        footprint.settle(differences);
        settled.countDown();
    }

    void failed(Problem why) {
        problem = why;
        settled.countDown();
    }

    /** Index rows added and removed, once it is durable and visible. */
    int await(Deadline deadline) {
        try {
            if (!settled.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DatastoreException(new Problem.OutcomeUnknown());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatastoreException(new Problem.OutcomeUnknown());
        }
        Problem why = problem;
        if (why != null) {
            throw new DatastoreException(why);
        }
        return indexUpdates;
    }
}
