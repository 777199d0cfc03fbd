package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads a program starts for one request: {@code ThreadManager.currentRequestThreadFactory()}. Their calls are made
 * with the request's ticket, and the request ends after them.
 */
final class RequestThreads implements ThreadFactory {
    private final RequestEnvironment environment;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    RequestThreads(RequestEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Thread newThread(Runnable work) {
        return new RequestThread(work);
    }

    List<Thread> running() {
        return new ArrayList<>(running);
    }

    /** Waits for all but the calling thread, up to {@code millis}; then, or when interrupted, asks them to stop. */
    void await(long millis) {
        if (running.isEmpty()) {
            return;
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
        try {
            for (var thread : running()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (thread != Thread.currentThread() && left > 0) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        running.stream().filter(late -> late != Thread.currentThread()).forEach(Thread::interrupt);
    }

    void close() {
        closed = true;
        running.forEach(Thread::interrupt);
    }

    private final class RequestThread extends Thread {
        RequestThread(Runnable work) {
            super(work);
            setDaemon(true);
        }

        @Override
        public void start() {
            if (closed) {
                throw new IllegalStateException("Cannot create new threads after request thread stops.");
            }
            // Known before it runs: a request that starts a thread and returns at once still waits for it.
            running.add(this);
            boolean started = false;
            try {
                super.start();
                started = true;
            } finally {
                if (!started) {
                    running.remove(this);
                }
            }
        }

        @Override
        public void run() {
            ApiProxy.setEnvironmentForCurrentThread(environment);
            try {
                super.run();
            } finally {
                ApiProxy.clearEnvironmentForCurrentThread();
                running.remove(this);
            }
        }
    }
}
