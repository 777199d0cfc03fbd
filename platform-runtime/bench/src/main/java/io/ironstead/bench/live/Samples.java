package io.ironstead.bench.live;

import java.io.IOException;
import java.util.List;

/** The sample applications that need a process. */
record Samples(String folder, String site, String runtime) {
    static final List<Samples> ALL = List.of(
            new Samples("python-qr", "qr", "Python, Flask, gunicorn"),
            new Samples("java-almanac", "almanac", "Java, WAR on Jetty"),
            new Samples("node-palette", "palette", "Node.js"));

    static void deployAll(LiveIronstead ironstead) throws IOException, InterruptedException {
        for (var sample : ALL) {
            ironstead.deploy(ironstead.samples().resolve(sample.folder), sample.site, "v1");
        }
    }
}
