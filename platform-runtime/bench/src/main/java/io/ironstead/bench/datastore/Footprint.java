package io.ironstead.bench.datastore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The memory of a Java process, in MiB.
 *
 * @param liveHeap objects that are in use, after a whole collection
 * @param anonymous what it keeps resident that is no file's: heap with its free parts, RocksDB's memory, code, stacks
 * @param resident with the pages of files that it has mapped
 */
record Footprint(double liveHeap, double anonymous, double resident) {
    private static final double MIB = 1 << 20;
    private static final double KIB_PER_MIB = 1024;
    private static final long TOOL_SECONDS_MAX = 60;

    /** Makes the process collect its garbage first. */
    static Footprint of(ProcessHandle process) throws IOException, InterruptedException {
        double live = liveHeap(process.pid());
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return new Footprint(live, kib(status, "RssAnon:") / KIB_PER_MIB, kib(status, "VmRSS:") / KIB_PER_MIB);
    }

    /** The last line of the JDK's own histogram is {@code Total INSTANCES BYTES}. */
    private static double liveHeap(long pid) throws IOException, InterruptedException {
        Path output = Files.createTempFile("ironstead-bench-heap", ".txt");
        try {
            var tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!tool.waitFor(TOOL_SECONDS_MAX, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                tool.destroyForcibly();
                throw new IOException("jcmd did not tell the heap of " + pid + ": " + Files.readString(output));
            }
            return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("Total"))
                    .mapToDouble(line -> Long.parseLong(line.split("\\s+")[2]) / MIB)
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd tells no total"));
        } finally {
            Files.delete(output);
        }
    }

    private static long kib(String status, String name) {
        return Arrays.stream(status.split("\n"))
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElse(0);
    }

    /** What a million more entities took, if {@code before} was taken of {@code more} fewer. */
    Footprint perMillion(Footprint before, long more) {
        double share = 1_000_000.0 / more;
        return new Footprint(
                (liveHeap - before.liveHeap) * share,
                (anonymous - before.anonymous) * share,
                (resident - before.resident) * share);
    }
}
