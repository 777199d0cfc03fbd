package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.util.concurrent.FutureTask;

/** A call that runs on a thread of its own. It ends by itself: the client bounds it by the call's limit. */
final class PendingCall extends FutureTask<byte[]> implements ApiProxy.ApiResultFuture<byte[]> {
    private final long startNanos = System.nanoTime();
    private volatile long endNanos = startNanos;

    PendingCall(ApiServerClient server, ApiCall call) {
        super(() -> server.call(call));
    }

    @Override
    protected void done() {
        endNanos = System.nanoTime();
    }

    /** Always 0: the platform does not count cycles. */
    @Override
    public long getCpuTimeInMegaCycles() {
        requireDone();
        return 0;
    }

    @Override
    public long getWallclockTimeInMillis() {
        requireDone();
        return (endNanos - startNanos) / 1_000_000;
    }

    private void requireDone() {
        if (!isDone()) {
            throw new IllegalStateException("API call has not completed yet.");
        }
    }
}
