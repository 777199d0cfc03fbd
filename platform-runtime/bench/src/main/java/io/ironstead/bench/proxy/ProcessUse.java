package io.ironstead.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process and its children have used so far, from {@code /proc}. */
public final class ProcessUse {
    private static final double TICKS_PER_SECOND = 100;

    private ProcessUse() {}

    public static double cpuSeconds(ProcessHandle process) throws IOException {
        double sum = 0;
        for (var one : family(process)) {
            var stat = Files.readString(Path.of("/proc", Long.toString(one.pid()), "stat"));
            // The name in brackets may hold spaces; the fields after it do not.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        }
        return sum;
    }

    public static double rssMib(ProcessHandle process) throws IOException {
        double sum = 0;
        for (var one : family(process)) {
            for (var line : Files.readAllLines(Path.of("/proc", Long.toString(one.pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    sum += Long.parseLong(line.replaceAll("\\D+", "")) / 1024.0;
                }
            }
        }
        return sum;
    }

    private static Iterable<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }
}
