package io.ironstead.agent;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.broker.Broker;
import io.ironstead.link.LinkJson;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file by which programs of the same user find this agent. It is there while the agent serves, and only then. */
final class AgentFile {
    private static final Logger log = LoggerFactory.getLogger(AgentFile.class);

    private final Path file;
    private final Addresses addresses;

    AgentFile(Path dataFolder, Addresses addresses) {
        this.file = dataFolder.resolve("agent.json");
        this.addresses = addresses;
    }

    /**
     * @param http {@code host:port} for visitors on this machine
     * @param https the same for HTTPS; null: not offered
     */
    record Content(
            long pid, String node, String http, @Nullable String https) {}

    void write(NodeId node, Broker broker) {
        try {
            var http =
                    Addresses.withPort(addresses.local(), broker.httpAddress().getPort());
            var https = broker.httpsAddress()
                    .map(address -> Addresses.withPort(addresses.local(), address.getPort()))
                    .orElse(null);
            var content = new Content(ProcessHandle.current().pid(), node.value(), http, https);
            DurableFile.write(file, LinkJson.bytes(content));
        } catch (IOException unwritable) {
            log.atWarn()
                    .setCause(unwritable)
                    .log("agent.json cannot be written; the command line will not find this agent");
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException unwritable) {
            log.atWarn().setCause(unwritable).log("agent.json cannot be removed");
        }
    }
}
