package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;

/** The port at which the console awaits agents: any free one at first, the same one ever after, so that nodes find it. */
class AgentPort {
    private final DataFolder data;

    AgentPort(DataFolder data) {
        this.data = data;
    }

    int choose() {
        try {
            var kept = kept();
            var port = kept > 0 && isFree(kept) ? kept : free();
            Files.writeString(data.agentPort(), Integer.toString(port));
            return port;
        } catch (IOException unwritable) {
            throw new Failure(
                    "The data folder cannot be written: " + unwritable.getMessage(), "Choose another with --data.");
        }
    }

    private int kept() throws IOException {
        if (!Files.exists(data.agentPort())) {
            return 0;
        }
        var text = Files.readString(data.agentPort()).strip();
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException | IllegalArgumentException taken) {
            return false;
        }
    }

    /** A port that is free now; whoever takes it first has it. */
    static int free() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
