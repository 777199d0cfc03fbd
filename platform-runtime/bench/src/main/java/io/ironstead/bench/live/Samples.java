package io.ironstead.bench.live;

import java.io.IOException;
import java.util.List;

/** The sample applications that need a process. */
record Samples(String folder, String site, String runtime) {
    private static final String WAR = "almanac";
    private static final String CACHE_WRITTEN = "class cache of";

    static final List<Samples> ALL = List.of(
            new Samples("python-qr", "qr", "Python, Flask, gunicorn"),
            new Samples("java-almanac", WAR, "Java, WAR on Jetty"),
            new Samples("node-palette", "palette", "Node.js"));

    static List<String> sites() {
        return ALL.stream().map(Samples::site).toList();
    }

    static void deployAll(LiveIronstead ironstead) throws IOException, InterruptedException {
        for (var sample : ALL) {
            ironstead.deploy(ironstead.samples().resolve(sample.folder), sample.site, "v1");
        }
        // A WAR's class cache is trained after its deploy: until it is there, that run would be measured along.
        ironstead.awaitEvent(WAR, CACHE_WRITTEN);
    }
}
