package io.ironstead.broker.http;

import io.ironstead.broker.route.VersionRoute;
import io.ironstead.broker.traffic.LoopTraffic;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Everything that one event loop owns: visitors, connections to instances, counters, clocks. Touched by its thread
 * alone, so nothing here is shared or locked.
 */
public final class LoopShare {
    private static final long TICK_MILLIS = 100;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final SecureRandom SEEDS = new SecureRandom();

    final Core core;
    final EventLoop loop;
    final InstancePool pool;
    final LoopTraffic traffic = new LoopTraffic();
    final SplittableRandom random = new SplittableRandom(SEEDS.nextLong());

    private final List<Watched> watched = new ArrayList<>();
    private final Map<VersionRoute, VersionShare> versions = new IdentityHashMap<>();
    private byte[] date = new byte[0];
    private int ticks;
    private long idPrefix = newIdPrefix();
    private int idCount;
    private boolean draining;

    /** What this loop keeps of one version: its counters, and the headers that every request of it carries. */
    record VersionShare(LoopTraffic.Counters counters, byte[] headers) {}

    public LoopShare(Core core, EventLoop loop, Bootstrap outbound) {
        this.core = core;
        this.loop = loop;
        this.pool = new InstancePool(this, outbound);
        tellDate();
        loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public LoopTraffic traffic() {
        return traffic;
    }

    void watch(Watched one) {
        one.slot = watched.size();
        watched.add(one);
    }

    void unwatch(Watched one) {
        if (one.slot < 0) {
            return;
        }
        var last = watched.removeLast();
        if (last != one) {
            watched.set(one.slot, last);
            last.slot = one.slot;
        }
        one.slot = -1;
    }

    VersionShare shareOf(VersionRoute version) {
        var known = versions.get(version);
        if (known == null) {
            var headers = "X-AppEngine-Default-Version-Hostname: " + version.defaultHostname()
                    + "\r\nX-AppEngine-Country: ZZ\r\nX-AppEngine-Timeout-Ms: "
                    + core.timeouts().firstByte().toMillis() + "\r\n";
            known = new VersionShare(traffic.of(version.key()), Ascii.bytes(headers));
            versions.put(version, known);
        }
        return known;
    }

    /** New routes: what was kept for versions of the old ones is no use any more. */
    public void routesChanged() {
        versions.clear();
    }

    /** The high part of request ids; 40 random bits, fresh for each loop and for each 2^31 requests. */
    long idPrefix() {
        return idPrefix;
    }

    int nextId() {
        if (++idCount < 0) {
            idCount = 0;
            idPrefix = newIdPrefix();
        }
        return idCount;
    }

    private static long newIdPrefix() {
        return SEEDS.nextLong() & 0xff_ffff_ffffL;
    }

    byte[] date() {
        return date;
    }

    boolean draining() {
        return draining;
    }

    /** Ends idle connections, and every other one after the answer it is at. */
    public void drain() {
        draining = true;
        for (int i = watched.size() - 1; i >= 0; i--) {
            if (i < watched.size() && watched.get(i) instanceof Drainable connection) {
                connection.drain();
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        // Backwards: whoever ends himself is replaced in the list by one that was looked at.
        for (int i = watched.size() - 1; i >= 0; i--) {
            if (i < watched.size()) {
                watched.get(i).check(now);
            }
        }
        if (++ticks % 5 == 0) {
            tellDate();
        }
    }

    private void tellDate() {
        date = DATE.format(core.clock().instant()).getBytes(StandardCharsets.US_ASCII);
    }
}
