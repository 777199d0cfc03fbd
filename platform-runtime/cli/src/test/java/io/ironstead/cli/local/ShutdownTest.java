package io.ironstead.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {
    @TempDir
    Path folder;

    private DataFolder data;
    private Process sleeper;
    private final PrintWriter notes = new PrintWriter(new StringWriter());

    @BeforeEach
    void start() throws IOException {
        data = DataFolder.of(folder.resolve("data"));
        data.create();
        sleeper = new ProcessBuilder("sleep", "300").start();
    }

    @AfterEach
    void stop() {
        sleeper.destroyForcibly();
    }

    @Test
    void stopsWhatWasStarted() throws InterruptedException {
        data.write(data.started().withAgent(ProcessId.of(sleeper.pid()).orElseThrow()));

        new Shutdown(data).stopAll(notes);

        assertThat(sleeper.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(data.started().anyAlive()).isFalse();
    }

    @Test
    void leavesAnotherProcessWithTheSameIdAlone() {
        data.write(data.started().withConsole(new ProcessId(sleeper.pid(), 1)));

        new Shutdown(data).stopAll(notes);

        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void killsWhatAStubbornAgentLeavesBehind() throws IOException, InterruptedException {
        var stubborn = new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; wait").start();
        var child = Long.parseLong(stubborn.inputReader().readLine());
        data.write(data.started().withAgent(ProcessId.of(stubborn.pid()).orElseThrow()));

        new Shutdown(data).stopAll(notes);

        var orphan = ProcessHandle.of(child);
        assertThat(stubborn.waitFor(2, TimeUnit.MINUTES)).isTrue();
        orphan.ifPresent(handle -> assertThat(handle.onExit()).succeedsWithin(java.time.Duration.ofMinutes(2)));
    }

    @Test
    void aDeadProcessHasNoId() throws InterruptedException {
        var id = ProcessId.of(sleeper.pid()).orElseThrow();
        assertThat(id.isAlive()).isTrue();

        sleeper.destroyForcibly().waitFor();

        assertThat(id.isAlive()).isFalse();
    }
}
