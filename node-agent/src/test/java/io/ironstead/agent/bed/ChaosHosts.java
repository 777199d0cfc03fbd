package io.ironstead.agent.bed;

import io.ironstead.agent.bed.NetworkBed.Host;
import io.ironstead.agent.crash.Bank;
import io.ironstead.agent.fake.AgentProcess;
import io.ironstead.agent.fake.FakeConsole;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Hosts with an agent each and one store for all, and what can be done to them. Each fault gives what ends it. */
final class ChaosHosts implements AutoCloseable {
    private static final int DATASTORE_PORT = 8432;
    private static final int RELAY_PORT = 8433;
    private static final int DISK_MIB = 256;
    private static final Duration END_MAX = Duration.ofSeconds(60);

    /** Cloud Datastore's port is for its own host only; this lets the clients of the test in. */
    private static final String RELAY = """
            import asyncio, sys
            async def pass_on(reader, writer):
                try:
                    while data := await reader.read(65536):
                        writer.write(data)
                        await writer.drain()
                except OSError:
                    pass
                finally:
                    writer.close()
            async def serve(reader, writer):
                try:
                    far_reader, far_writer = await asyncio.open_connection('127.0.0.1', int(sys.argv[3]))
                except OSError:
                    writer.close()
                    return
                await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))
            async def main():
                server = await asyncio.start_server(serve, sys.argv[1], int(sys.argv[2]))
                await server.serve_forever()
            asyncio.run(main())
            """;

    /** A host, and how it is reached. */
    static final class Node {
        private final Host host;
        private final Path folder;
        private final Process relay;
        private final Bank bank;
        private AgentProcess agent;

        Node(Host host, Path folder, Process relay, Bank bank, AgentProcess agent) {
            this.host = host;
            this.folder = folder;
            this.relay = relay;
            this.bank = bank;
            this.agent = agent;
        }

        String name() {
            return "node-" + host.number();
        }

        Bank bank() {
            return bank;
        }
    }

    private final NetworkBed bed;
    private final StoreProcess store;
    private final FakeConsole console;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Path> mounts = new ArrayList<>();

    ChaosHosts(Path folder, int count) throws Exception {
        bed = new NetworkBed(count);
        if (!bed.real()) {
            bed.close();
            org.junit.jupiter.api.Assumptions.abort("Network namespaces are not permitted here: no link can be cut.");
        }
        store = new StoreProcess(folder.resolve("store"), bed.here());
        console = new FakeConsole(bed.here());
        try {
            for (var host : bed.hosts()) {
                nodes.add(node(host, disk(folder.resolve("disk-" + host.number()))));
            }
            nodes.forEach(node -> node.agent.awaitAccepted());
            publish();
        } catch (Exception | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private Path disk(Path folder) throws Exception {
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", folder.toString());
        mounts.add(folder);
        return folder;
    }

    private Node node(Host host, Path disk) throws IOException {
        var words = new ArrayList<>(host.command());
        words.addAll(List.of(
                "python3",
                "-c",
                RELAY,
                host.address(),
                Integer.toString(RELAY_PORT),
                Integer.toString(DATASTORE_PORT)));
        var relay = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(disk.resolveSibling("relay-" + host.number()).toFile())
                .start();
        var folder = disk.resolve("agent");
        var agent = agent(host, folder, Map.of("AGENT_TOKEN", console.newToken().text()));
        return new Node(host, folder, relay, new Bank(host.address(), RELAY_PORT), agent);
    }

    private AgentProcess agent(Host host, Path folder, Map<String, String> environment) throws IOException {
        return AgentProcess.startBehind(
                host.command(),
                AgentProcess.Program.BUILT,
                folder,
                environment,
                "--agent.name=node-" + host.number(),
                "--agent.http-address=" + host.address(),
                "--agent.http-port=0",
                "--agent.datastore-port=" + DATASTORE_PORT,
                "--agent.couch=" + store.address(),
                "--agent.couch-user=" + StoreProcess.USER,
                "--agent.couch-password-file=" + store.passwordFile(),
                "--agent.couch-copies=1");
    }

    private void publish() throws Exception {
        var members = new ArrayList<PoolMember>();
        for (int i = 0; i < nodes.size(); i++) {
            var hello = console.awaitMessage(ToConsole.Hello.class);
            members.add(new PoolMember(hello.node(), hello.facts().cluster().orElseThrow()));
        }
        console.stop();
        console.desire(new DesiredState(1, false, List.of(), Optional.empty(), Optional.empty(), members));
        console.start();
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    void awaitAllUp() {
        nodes.forEach(node -> node.agent.awaitAccepted());
    }

    Runnable kill(Node node) throws InterruptedException {
        node.agent.kill();
        return () -> {
            try {
                node.agent = agent(node.host, node.folder, Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            node.agent.awaitAccepted();
        };
    }

    Runnable pause(Node node) {
        signal(node, "-STOP");
        return () -> signal(node, "-CONT");
    }

    private static void signal(Node node, String signal) {
        run("kill", signal, Long.toString(node.agent.pid()));
    }

    Runnable cut(Node node) {
        bed.cut(node.host);
        return () -> bed.heal(node.host);
    }

    /** An agent that ends for it is started again, as its supervisor would. */
    Runnable fillDisk(Node node) throws IOException {
        var ballast = node.folder.resolveSibling("ballast");
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE)) {
            var block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That was the point.
        }
        return () -> {
            try {
                Files.delete(ballast);
                if (!node.agent.isAlive()) {
                    node.agent = agent(node.host, node.folder, Map.of());
                    node.agent.awaitAccepted();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    Runnable killStore() throws InterruptedException {
        store.kill();
        return () -> {
            try {
                store.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void run(String... words) {
        try {
            var process = new ProcessBuilder(words).inheritIO().start();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", words) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    @Override
    public void close() {
        for (var node : nodes) {
            node.bank.close();
            node.agent.close();
            node.relay.destroyForcibly();
        }
        store.close();
        console.close();
        bed.close();
        for (var mount : mounts) {
            run("umount", "--lazy", mount.toString());
        }
    }
}
