package io.ironstead.bench.datastore;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ironstead.bench.proxy.ProcessUse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Puts load on a server and says what it did and what that cost the server. */
final class Load {
    private static final long SEED = 20_261_123;
    private static final long CALLERS_MAX = 1_000;

    /** Each measurement draws numbers of its own: a put of what is there already changes nothing, and is not even logged. */
    private static final AtomicLong MEASUREMENTS = new AtomicLong();

    private Load() {}

    /** One call of a caller that has its own random numbers. */
    @FunctionalInterface
    interface Operation {
        void call(Calls calls, Random random);
    }

    /**
     * @param perSecond calls that were answered
     * @param p50Millis of these, the median
     * @param aborted transactions that lost against another, and count as calls of their own
     * @param cpuSecondsPer1000 of the server
     */
    record Figures(double perSecond, double p50Millis, double p99Millis, long aborted, double cpuSecondsPer1000) {}

    private record Caller(long[] nanos, long aborted) {}

    /** Closed loop: each caller calls again once it is answered. */
    static Figures closed(Peer peer, Operation operation, int callers, Duration time)
            throws IOException, InterruptedException {
        long seed = SEED + CALLERS_MAX * MEASUREMENTS.incrementAndGet();
        long end = System.nanoTime() + time.toNanos();
        return measure(peer, callers, (caller, calls) -> {
            var random = new Random(seed + caller);
            var nanos = new Samples();
            long aborted = 0;
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                if (!answered(operation, calls, random)) {
                    aborted++;
                }
                nanos.add(System.nanoTime() - begin);
            }
            return new Caller(nanos.all(), aborted);
        });
    }

    /** Open loop: so many calls a second, whatever the answers do; latency counts from when a call was due. */
    static Figures open(Peer peer, Operation operation, int perSecond, Duration time)
            throws IOException, InterruptedException {
        int callers = 64;
        long start = System.nanoTime() + Duration.ofMillis(100).toNanos();
        long total = perSecond * time.toSeconds();
        double gap = 1e9 / perSecond;
        return measure(peer, callers, (caller, calls) -> {
            var random = new Random(SEED + caller);
            var nanos = new Samples();
            long aborted = 0;
            for (long n = caller; n < total; n += callers) {
                long due = start + (long) (n * gap);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (!answered(operation, calls, random)) {
                    aborted++;
                }
                nanos.add(System.nanoTime() - due);
            }
            return new Caller(nanos.all(), aborted);
        });
    }

    /** Makes a number of calls, some at a time. */
    static void each(Peer peer, int callers, long count, Consumer<Calls> call)
            throws IOException, InterruptedException {
        var left = new AtomicLong(count);
        measure(peer, callers, (_, calls) -> {
            while (left.getAndDecrement() > 0) {
                call.accept(calls);
            }
            return new Caller(new long[0], 0);
        });
    }

    private static boolean answered(Operation operation, Calls calls, Random random) {
        try {
            operation.call(calls, random);
            return true;
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() == Status.Code.ABORTED) {
                return false;
            }
            throw refused;
        }
    }

    @FunctionalInterface
    private interface Work {
        Caller run(int caller, Calls calls);
    }

    private static Figures measure(Peer peer, int callers, Work work) throws IOException, InterruptedException {
        double cpuBefore = ProcessUse.cpuSeconds(peer.process());
        long begin = System.nanoTime();
        var done = new ArrayList<Caller>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Caller>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                var channel = peer.channels().get(i % peer.channels().size());
                running.add(threads.submit(() -> work.run(caller, new Calls(channel))));
            }
            for (var one : running) {
                done.add(one.get());
            }
        } catch (ExecutionException failed) {
            throw new IOException(peer.name() + " failed: " + failed.getCause(), failed.getCause());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpu = ProcessUse.cpuSeconds(peer.process()) - cpuBefore;
        long[] nanos = done.stream()
                .flatMapToLong(one -> Arrays.stream(one.nanos()))
                .sorted()
                .toArray();
        long aborted = done.stream().mapToLong(Caller::aborted).sum();
        long answered = nanos.length - aborted;
        return new Figures(
                answered / seconds,
                quantile(nanos, 0.5),
                quantile(nanos, 0.99),
                aborted,
                cpu * 1000 / Math.max(1, answered));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))]
                        / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** The figures of the median rate. */
    static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted((one, other) -> Double.compare(one.perSecond(), other.perSecond()))
                .toList()
                .get(rounds.size() / 2);
    }

    /** Numbers as they come. */
    private static final class Samples {
        private long[] kept = new long[4_096];
        private int size;

        void add(long nanos) {
            if (size == kept.length) {
                kept = Arrays.copyOf(kept, 2 * size);
            }
            kept[size++] = nanos;
        }

        long[] all() {
            return Arrays.copyOf(kept, size);
        }
    }
}
