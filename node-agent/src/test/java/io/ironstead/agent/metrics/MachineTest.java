package io.ironstead.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path proc;

    Machine machine;

    @BeforeEach
    void aMachine() throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3 4\n");
        Files.writeString(
                proc.resolve("meminfo"), "MemTotal:       1000 kB\nMemFree: 10 kB\nMemAvailable:    400 kB\n");
        Files.writeString(proc.resolve("loadavg"), "0.75 0.50 0.25 1/234 5678\n");
        Files.writeString(proc.resolve("uptime"), "3600.25 7000.00\n");
        machine = new Machine(proc, proc);
    }

    @Test
    void readsWhatTheKernelTells() {
        var load = machine.load();

        assertThat(load.processor()).isCloseTo(0.2, within(1e-9));
        assertThat(load.memoryUsedBytes()).isEqualTo(600 * 1024);
        assertThat(load.loadAverage()).isEqualTo(0.75);
        assertThat(load.uptime()).isEqualTo(Duration.ofMillis(3_600_250));
        assertThat(load.diskUsedBytes()).isPositive();
    }

    @Test
    void theProcessorsShareIsOfTheTimeSinceTheLastCall() throws IOException {
        machine.load();
        Files.writeString(proc.resolve("stat"), "cpu  175 0 100 725 100 0 0 0 0 0\n");
        assertThat(machine.load().processor()).isCloseTo(0.75, within(1e-9));
        assertThat(machine.load().processor()).as("no tick has passed").isZero();
    }

    @Test
    void anUnreadableProcIsNoReasonToStop() throws IOException {
        Files.writeString(proc.resolve("stat"), "something else\n");
        assertThat(machine.load().processor()).isZero();
        Files.delete(proc.resolve("meminfo"));
        assertThat(machine.load().memoryUsedBytes()).isZero();
    }

    @Test
    void tellsWhatThisMachineIs() throws IOException {
        var release = Files.writeString(proc.resolve("os-release"), "NAME=\"X\"\nPRETTY_NAME=\"X Linux 12\"\n");
        Files.createDirectories(proc.resolve("sys/kernel"));
        Files.writeString(proc.resolve("sys/kernel/hostname"), "rack-3\n");

        var facts = new FactsReader(machine, release).read("127.0.0.1:8000", "none", List.of("python 3.11"));

        assertThat(facts.hostName()).isEqualTo("rack-3");
        assertThat(facts.operatingSystem()).isEqualTo("X Linux 12");
        assertThat(facts.memoryBytes()).isEqualTo(1000 * 1024);
        assertThat(facts.diskBytes()).isPositive();
        assertThat(facts.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(facts.httpAddress()).isEqualTo("127.0.0.1:8000");
    }
}
