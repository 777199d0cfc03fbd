package io.ironstead.bench.cluster.pool;

import io.ironstead.cluster.placement.VersionWish;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What 22 sites are asked, made from a seed: five are busy all the time, each with a day's wave squeezed into the trace,
 * noise, and bursts to twice as much within seconds; the others are visited for some minutes now and then.
 *
 * @param slots busy processors by slot and site
 */
public record Trace(List<VersionWish> sites, double[][] slots) {
    public static final int SLOT_SECONDS = 10;
    public static final double PROCESSOR_TARGET = 0.6;

    /** Requests in flight for each busy processor: they wait for the datastore half of their time. */
    public static final double REQUESTS_PER_PROCESSOR = 2;

    public static final double REQUESTS_TARGET = 6;

    private static final int SITES = 22;
    private static final int BUSY = 5;
    private static final long MIB = 1L << 20;

    public static Trace of(long seed, Duration length) {
        var dice = new Random(seed);
        int count = (int) (length.toSeconds() / SLOT_SECONDS);
        var slots = new double[count][SITES];
        var sites = new ArrayList<VersionWish>();
        for (int site = 0; site < SITES; site++) {
            sites.add(wish(site));
            if (site < BUSY) {
                busy(slots, site, dice);
            } else {
                idle(slots, site, dice);
            }
        }
        return new Trace(List.copyOf(sites), slots);
    }

    private static VersionWish wish(int site) {
        var key = new VersionKey(new SiteName("site-%02d".formatted(site)), ServiceName.DEFAULT, new VersionId("v1"));
        return new VersionWish(
                key, 0, 1000, 0, REQUESTS_TARGET, PROCESSOR_TARGET, 384 * MIB, 600, Duration.ofMinutes(5));
    }

    private static void busy(double[][] slots, int site, Random dice) {
        double middle = 2 + 4 * dice.nextDouble();
        double phase = 2 * Math.PI * dice.nextDouble();
        double noise = 0;
        int burst = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            double wave = 1 + 0.6 * Math.sin(phase + 2 * Math.PI * slot / slots.length);
            noise = 0.9 * noise + 0.04 * dice.nextGaussian();
            if (burst == 0 && dice.nextInt(240) == 0) {
                burst = 6 + dice.nextInt(18);
            }
            burst = Math.max(0, burst - 1);
            slots[slot][site] = Math.max(0.2, middle * wave * (1 + noise) * (burst > 0 ? 2 : 1));
        }
    }

    private static void idle(double[][] slots, int site, Random dice) {
        int visited = 0;
        double much = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            if (visited == 0 && dice.nextInt(120) == 0) {
                visited = 3 + dice.nextInt(30);
                much = 0.01 + 0.09 * dice.nextDouble();
            }
            slots[slot][site] = visited > 0 ? much : 0;
            visited = Math.max(0, visited - 1);
        }
    }

    public double at(int site, double second) {
        return slots[Math.min(slots.length - 1, (int) (second / SLOT_SECONDS))][site];
    }

    public double seconds() {
        return (double) slots.length * SLOT_SECONDS;
    }

    /** Instances that carry this much within their targets. */
    public static int instances(double processors) {
        double requests = processors * REQUESTS_PER_PROCESSOR;
        return (int) Math.ceil(Math.max(processors / PROCESSOR_TARGET, requests / REQUESTS_TARGET));
    }
}
