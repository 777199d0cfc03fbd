package io.ironstead.console.stage;

import io.ironstead.model.InstanceId;
import io.ironstead.model.Latencies;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.InstanceReport;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.VersionLoad;
import io.ironstead.model.control.VersionReport;
import io.ironstead.model.control.VersionReport.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** What a {@link FakeAgent} says it is doing: steady rates with some noise, builds that take some seconds. */
public final class FakeLoad {
    static final String BUILD_LOG =
            "python 3.12.7, 41 packages in requirements.txt\n37 unchanged, taken from the cache\n"
                    + "fetch  flask-3.1.0        102 KiB   0.1 s\nfetch  pillow-11.0.0      4.2 MiB   1.9 s\n"
                    + "unpack 4 packages, 61 MiB\nbyte-compile 1,204 files\n";
    private static final List<String> PATHS = List.of(
            "/cart", "/p/anvil-22kg", "/checkout", "/img/hero.avif", "/search", "/old-sale", "/api/cart/items", "/");

    private final String node;
    private final Random random;
    private final double processor;
    private final double disk;
    private final double share;
    private final Map<Long, Instant> firstSeen = new ConcurrentHashMap<>();
    private final Map<String, Integer> generation = new ConcurrentHashMap<>();
    private volatile boolean failing;
    private long count;

    /**
     * @param processor the busy share around which it moves
     * @param disk the used share
     * @param share of every site's requests that arrive here
     */
    public FakeLoad(String node, double processor, double disk, double share) {
        this.node = node;
        this.random = new Random(node.hashCode());
        this.processor = processor;
        this.disk = disk;
        this.share = share;
    }

    /** From now on new versions fail at their build. */
    public void failBuilds(boolean now) {
        failing = now;
    }

    /** Gives the instances of this node new names, as a restart would. */
    void retire(InstanceId instance, Instant now) {
        generation.merge(instance.value().replaceFirst("-[0-9]+$", ""), 1, Integer::sum);
    }

    synchronized NodeReport report(Instant now, DesiredState desired, NodeFacts facts) {
        var loads = new ArrayList<VersionLoad>();
        var versions = new ArrayList<VersionReport>();
        var instances = new ArrayList<InstanceReport>();
        var requests = new ArrayList<RequestSample>();
        for (var site : desired.sites()) {
            for (var version : site.versions()) {
                var key = new VersionKey(site.name(), version.service(), version.version());
                var report = version(now, version, key);
                versions.add(report);
                if (report.phase() == Phase.READY && version.serving() && !site.suspended()) {
                    serve(now, site, version, key, loads, instances, requests);
                }
            }
        }
        var machine = new MachineLoad(
                Math.clamp(processor + random.nextGaussian() * 0.03, 0.01, 1),
                (long) (facts.memoryBytes() * (0.36 + random.nextGaussian() * 0.002)),
                (long) (facts.diskBytes() * disk),
                processor * facts.processors(),
                Duration.ofDays(41));
        return new NodeReport(now, desired.revision(), machine, loads, versions, instances, requests);
    }

    private VersionReport version(Instant now, DesiredVersion version, VersionKey key) {
        var since = firstSeen.computeIfAbsent(version.deploymentId(), id -> now);
        long seconds = Duration.between(since, now).toSeconds();
        var fetch = new VersionReport.StepTime(Phase.FETCHING, Duration.ofMillis(900));
        var build = new VersionReport.StepTime(Phase.BUILDING, Duration.ofMillis(3_100));
        var warm = new VersionReport.StepTime(Phase.WARMING, Duration.ofMillis(1_400));
        if (seconds < 1) {
            return report(version, key, Phase.FETCHING, List.of(), "");
        }
        if (failing && seconds >= 3) {
            var failure = new VersionReport.Failure(
                    Phase.BUILDING,
                    "requirements.txt line 17: no package \"strpe\" can be found.",
                    "Correct the line and drop the archive again.",
                    List.of(
                            "python 3.12.7, 41 packages in requirements.txt",
                            "37 unchanged, taken from the cache",
                            "ERROR: No matching distribution found for strpe==11.3.0",
                            "build ended with status 1"));
            return new VersionReport(
                    key, version.deploymentId(), Phase.FAILED, List.of(fetch), Optional.of(failure), "");
        }
        if (seconds < 6) {
            return report(version, key, Phase.BUILDING, List.of(fetch), "pip install, 4 of 41 packages are new");
        }
        return seconds < 8
                ? report(version, key, Phase.WARMING, List.of(fetch, build), "waiting for the first answer")
                : report(version, key, Phase.READY, List.of(fetch, build, warm), "");
    }

    private static VersionReport report(
            DesiredVersion version, VersionKey key, Phase phase, List<VersionReport.StepTime> times, String detail) {
        return new VersionReport(key, version.deploymentId(), phase, times, Optional.empty(), detail);
    }

    private void serve(
            Instant now,
            DesiredSite site,
            DesiredVersion version,
            VersionKey key,
            List<VersionLoad> loads,
            List<InstanceReport> instances,
            List<RequestSample> requests) {
        double part = Optional.ofNullable(site.traffic().get(version.service())).stream()
                        .flatMap(split -> split.shares().stream())
                        .filter(one -> one.version().equals(version.version()))
                        .mapToInt(TrafficSplit.Share::permille)
                        .sum()
                / 1000.0;
        double rate = busy(site.name()) * share * part;
        long many = Math.max(0, Math.round(rate + random.nextGaussian() * Math.sqrt(rate)));
        if (part == 0 || rate == 0) {
            return;
        }
        long failed = random.nextInt(400) == 0 ? 1 : 0;
        loads.add(new VersionLoad(key, many, many / 90, failed, many * 400, many * 9_000, latencies(many)));
        var name = site.name() + "-" + version.version() + "-" + node;
        int running = 1 + (int) (rate / 220);
        for (int i = 1; i <= running; i++) {
            instances.add(new InstanceReport(
                    new InstanceId(name + "-" + (i + 10 * generation.getOrDefault(name, 0))),
                    key,
                    InstanceReport.State.READY,
                    now.minusSeconds(620L * i),
                    4_000L + i,
                    random.nextInt(4),
                    count += many / running,
                    (long) ((140 + 13 * i + random.nextInt(3)) * 1024 * 1024),
                    rate / 900 / running,
                    "1 request waiting"));
        }
        for (int i = 0; i < Math.min(4, many); i++) {
            requests.add(request(
                    now.minusMillis(900 - 210L * i), key, instances.getLast().id()));
        }
    }

    private RequestSample request(Instant at, VersionKey key, InstanceId instance) {
        var path = PATHS.get(random.nextInt(PATHS.size()));
        boolean cold = random.nextInt(60) == 0;
        var queue = Duration.ofMillis(cold ? 900 + random.nextInt(300) : 0);
        boolean file = path.startsWith("/img");
        var app = Duration.ofMillis(file ? 0 : 6 + random.nextInt(40));
        int status = path.equals("/old-sale") ? 404 : file ? 304 : 200;
        return new RequestSample(
                Long.toHexString(random.nextLong()),
                at,
                key,
                path.equals("/checkout") ? "POST" : "GET",
                path,
                status,
                file ? Optional.empty() : Optional.of(instance),
                cold,
                queue,
                app,
                queue.plus(app).plusMillis(1),
                4_200);
    }

    private Latencies latencies(long many) {
        var counts = new long[Latencies.BUCKETS];
        for (long i = 0; i < many; i++) {
            counts[Latencies.bucketOf((long) ((8 + Math.abs(random.nextGaussian()) * 14) * 1e6))]++;
        }
        return Latencies.of(counts);
    }

    private static double busy(SiteName site) {
        return switch (site.value()) {
            case "shop" -> 811;
            case "tickets" -> 212;
            case "catalog" -> 148;
            case "wiki" -> 74;
            case "docs" -> 39;
            default -> 0;
        };
    }

    List<LogLine> lines(Instant now, SiteName site, DesiredState desired, int many) {
        var lines = new ArrayList<LogLine>();
        desired.sites().stream()
                .filter(one -> one.name().equals(site))
                .flatMap(one -> one.versions().stream())
                .findFirst()
                .ifPresent(version -> {
                    for (int i = 0; i < many; i++) {
                        boolean bad = random.nextInt(30) == 0;
                        lines.add(new LogLine(
                                now.minusMillis(20L * (many - i)),
                                version.service(),
                                version.version(),
                                new InstanceId(site + "-" + node + "-1"),
                                bad,
                                bad
                                        ? "WARNING payment gateway answered after 2.1 s, retried once"
                                        : "INFO  " + PATHS.get(random.nextInt(PATHS.size())) + " rendered in "
                                                + (4 + random.nextInt(30)) + " ms"));
                    }
                });
        return lines;
    }
}
