package io.ironstead.broker.traffic;

import io.ironstead.model.Latencies;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.VersionLoad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** What one event loop counts. Used by that loop's thread alone. */
public final class LoopTraffic {
    private final Map<VersionKey, Counters> counters = new HashMap<>();
    private final PriorityQueue<Weighed> samples =
            new PriorityQueue<>(TrafficReport.SAMPLES_MAX, Comparator.comparingLong(Weighed::weight));
    private int running;
    private int connections;

    private record Weighed(long weight, RequestSample sample) {}

    /** The counters of one version. They stay the same object for as long as this loop lives or the version is idle. */
    public Counters of(VersionKey version) {
        return counters.computeIfAbsent(version, _ -> new Counters());
    }

    public void began() {
        running++;
    }

    public void ended() {
        running--;
    }

    public void connected() {
        connections++;
    }

    public void disconnected() {
        connections--;
    }

    public int running() {
        return running;
    }

    public int connections() {
        return connections;
    }

    /** True when a request that ended like this is among the worst of this period: then {@link #keep} it. */
    public boolean wants(boolean failed, long nanos) {
        return samples.size() < TrafficReport.SAMPLES_MAX || samples.element().weight() < weight(failed, nanos);
    }

    public void keep(boolean failed, long nanos, RequestSample sample) {
        if (samples.size() == TrafficReport.SAMPLES_MAX) {
            samples.remove();
        }
        samples.add(new Weighed(weight(failed, nanos), sample));
    }

    // Failed requests outweigh slow ones: nothing takes half of a long's nanoseconds.
    private static long weight(boolean failed, long nanos) {
        return (failed ? Long.MAX_VALUE / 2 : 0) + nanos;
    }

    /** Takes what was counted, and begins again. */
    public TrafficReport take() {
        var loads = new ArrayList<VersionLoad>();
        counters.forEach((version, counter) -> counter.take(version, loads));
        var worst = new ArrayList<RequestSample>();
        while (!samples.isEmpty()) {
            worst.addFirst(samples.remove().sample());
        }
        return new TrafficReport(loads, worst, running, connections);
    }

    /** One report of several loops. */
    public static TrafficReport sum(List<TrafficReport> reports) {
        var loads = new HashMap<VersionKey, VersionLoad>();
        reports.forEach(report -> report.loads().forEach(load -> loads.merge(load.version(), load, LoopTraffic::plus)));
        var worst = reports.stream()
                .flatMap(report -> report.samples().stream())
                .sorted(Comparator.comparing((RequestSample sample) -> sample.status() < 500)
                        .thenComparing(RequestSample::total, Comparator.reverseOrder()))
                .limit(TrafficReport.SAMPLES_MAX)
                .toList();
        return new TrafficReport(
                List.copyOf(loads.values()),
                worst,
                reports.stream().mapToInt(TrafficReport::running).sum(),
                reports.stream().mapToInt(TrafficReport::connections).sum());
    }

    private static VersionLoad plus(VersionLoad one, VersionLoad other) {
        return new VersionLoad(
                one.version(),
                one.requests() + other.requests(),
                one.clientErrors() + other.clientErrors(),
                one.serverErrors() + other.serverErrors(),
                one.bytesIn() + other.bytesIn(),
                one.bytesOut() + other.bytesOut(),
                one.latencies().plus(other.latencies()));
    }

    /** One version's numbers. */
    public static final class Counters {
        private long requests;
        private long clientErrors;
        private long serverErrors;
        private long bytesIn;
        private long bytesOut;
        private long[] latencies = new long[Latencies.BUCKETS];

        /** @param broken the answer was begun and not completed, for no fault of the visitor */
        public void count(int status, boolean broken, long in, long out, long nanos) {
            requests++;
            if (broken || status >= 500) {
                serverErrors++;
            } else if (status >= 400) {
                clientErrors++;
            }
            bytesIn += in;
            bytesOut += out;
            latencies[Latencies.bucketOf(nanos)]++;
        }

        private void take(VersionKey version, List<VersionLoad> loads) {
            if (requests == 0) {
                return;
            }
            loads.add(new VersionLoad(
                    version, requests, clientErrors, serverErrors, bytesIn, bytesOut, Latencies.of(latencies)));
            requests = 0;
            clientErrors = 0;
            serverErrors = 0;
            bytesIn = 0;
            bytesOut = 0;
            latencies = new long[Latencies.BUCKETS];
        }
    }
}
