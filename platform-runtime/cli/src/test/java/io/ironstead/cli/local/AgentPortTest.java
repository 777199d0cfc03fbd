package io.ironstead.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentPortTest {
    @TempDir
    Path folder;

    private DataFolder data;

    @BeforeEach
    void create() {
        data = DataFolder.of(folder);
        data.create();
    }

    @Test
    void staysTheSameOverRestarts() {
        var first = new AgentPort(data).choose();

        assertThat(new AgentPort(data).choose()).isEqualTo(first);
    }

    @Test
    void movesWhenAnotherProgramHasTakenIt() throws IOException {
        var first = new AgentPort(data).choose();

        try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new AgentPort(data).choose()).isNotEqualTo(first);
        }
    }
}
