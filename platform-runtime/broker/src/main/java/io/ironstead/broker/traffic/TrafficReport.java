package io.ironstead.broker.traffic;

import io.ironstead.model.control.RequestSample;
import io.ironstead.model.control.VersionLoad;
import java.util.List;

/**
 * What a broker did since the last report.
 *
 * @param loads one for each version that had a request end
 * @param samples at most {@value #SAMPLES_MAX}, the failed and the slowest first
 * @param running requests that run now
 * @param connections visitors' connections that are open now
 */
public record TrafficReport(List<VersionLoad> loads, List<RequestSample> samples, int running, int connections) {
    public static final int SAMPLES_MAX = 50;

    public TrafficReport {
        loads = List.copyOf(loads);
        samples = List.copyOf(samples);
    }
}
