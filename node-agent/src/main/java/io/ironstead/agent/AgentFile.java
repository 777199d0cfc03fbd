package io.ironstead.agent;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.broker.Broker;
import io.ironstead.link.LinkJson;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file by which programs of the same user find this agent. It is there while the agent serves, and only then. */
final class AgentFile {
    private static final Logger log = LoggerFactory.getLogger(AgentFile.class);

    private static final String NAME = "agent.json";

    private final Path file;
    private final Addresses addresses;
    private final Optional<InetSocketAddress> datastore;

    /** @param datastore for clients on this machine, where it is offered */
    AgentFile(Path dataFolder, Addresses addresses, Optional<InetSocketAddress> datastore) {
        this.file = dataFolder.resolve(NAME);
        this.addresses = addresses;
        this.datastore = datastore;
    }

    /**
     * @param http {@code host:port} for visitors on this machine
     * @param https the same for HTTPS; null: not offered
     * @param datastore {@code host:port} for Cloud Datastore's clients on this machine; null: not offered
     */
    record Content(
            long pid,
            String node,
            String http,
            @Nullable String https,
            @Nullable String datastore) {}

    void write(NodeId node, Broker broker) {
        try {
            var http =
                    Addresses.withPort(addresses.local(), broker.httpAddress().getPort());
            var https = broker.httpsAddress()
                    .map(address -> Addresses.withPort(addresses.local(), address.getPort()))
                    .orElse(null);
            var content = new Content(
                    ProcessHandle.current().pid(),
                    node.value(),
                    http,
                    https,
                    datastore
                            .map(address -> Addresses.withPort("127.0.0.1", address.getPort()))
                            .orElse(null));
            DurableFile.write(file, LinkJson.bytes(content));
        } catch (IOException unwritable) {
            log.atWarn()
                    .setCause(unwritable)
                    .log("agent.json cannot be written; the command line will not find this agent");
        }
    }

    void remove() {
        remove(file);
    }

    /** What an agent left there that was killed. */
    static void removeFrom(Path dataFolder) {
        remove(dataFolder.resolve(NAME));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException unwritable) {
            log.atWarn().setCause(unwritable).log("agent.json cannot be removed");
        }
    }
}
