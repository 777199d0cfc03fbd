package io.ironstead.instances;

import io.ironstead.model.Dialer;
import io.ironstead.model.InstanceId;
import io.ironstead.model.Lease;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place that was given to a request. */
final class Place implements Lease {
    private final PoolRunner pool;
    private final InstanceProcess process;
    private final boolean cold;
    private final AtomicBoolean closed = new AtomicBoolean();

    Place(PoolRunner pool, InstanceProcess process, boolean cold) {
        this.pool = pool;
        this.process = process;
        this.cold = cold;
    }

    @Override
    public InstanceId instance() {
        return process.id();
    }

    @Override
    public Dialer dialer() {
        return process.dialer();
    }

    @Override
    public boolean cold() {
        return cold;
    }

    @Override
    public void unreachable() {
        pool.suspect(process);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pool.release(process.id());
        }
    }
}
