package io.ironstead.agent.metrics;

import io.ironstead.model.control.ClusterPoint;
import io.ironstead.model.control.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out, once, what this machine is. */
public final class FactsReader {
    private final Machine machine;
    private final Path osRelease;

    /** @param osRelease {@code /etc/os-release} */
    public FactsReader(Machine machine, Path osRelease) {
        this.machine = machine;
        this.osRelease = osRelease;
    }

    /** Never fails: what cannot be found out is empty or 0. */
    public NodeFacts read(String httpAddress, String sandbox, List<String> runtimes) {
        return read(httpAddress, sandbox, runtimes, Optional.empty());
    }

    /** The same of a node with peers. */
    public NodeFacts read(String httpAddress, String sandbox, List<String> runtimes, Optional<ClusterPoint> cluster) {
        return new NodeFacts(
                hostName(),
                operatingSystem(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                orZero(machine::diskBytes),
                httpAddress,
                ProcessHandle.current().pid(),
                sandbox,
                runtimes,
                cluster);
    }

    /** Of this machine, or 0. */
    public long memoryBytes() {
        return orZero(machine::memoryBytes);
    }

    /** This machine's name, or an empty text. */
    public String hostName() {
        try {
            return machine.hostName();
        } catch (IOException unreadable) {
            return "";
        }
    }

    private String operatingSystem() {
        try (var lines = Files.lines(osRelease)) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.name", ""));
        } catch (IOException unreadable) {
            return System.getProperty("os.name", "");
        }
    }

    private interface Reading {
        long read() throws IOException;
    }

    private static long orZero(Reading reading) {
        try {
            return reading.read();
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
