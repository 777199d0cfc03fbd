package io.ironstead.files.tahoe;

import io.ironstead.files.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The files a Tahoe-LAFS node reads at its start; all of them are written by us, none by {@code tahoe create-node}. */
final class NodeFolder {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeSettings settings;

    NodeFolder(NodeSettings settings) {
        this.settings = settings;
    }

    /** This node as the others must know it; makes its identity at the first call. */
    GridServer server() throws IOException {
        return GridIdentity.openOrMake(privateFolder(), settings.nickname(), settings.host(), settings.port());
    }

    /**
     * Writes what the next start reads.
     *
     * @param servers of the whole grid, this one among them
     * @param convergence the grid's secret, the same on all nodes
     */
    void write(Collection<GridServer> servers, Spread spread, String convergence) throws IOException {
        DurableFile.makeFolder(settings.folder());
        DurableFile.makeFolder(privateFolder());
        DurableFile.makeFolder(settings.socket().toAbsolutePath().getParent());
        write(settings.folder().resolve("tahoe-client.tac"), "# -*- python -*-\n\npass\n");
        write(settings.folder().resolve("tahoe.cfg"), configuration(spread));
        write(privateFolder().resolve("convergence"), convergence + "\n");
        // JSON is YAML too.
        write(
                privateFolder().resolve("servers.yaml"),
                JSON.writeValueAsString(Map.of("storage", announcements(servers))));
        Files.deleteIfExists(settings.socket());
    }

    private static Map<String, Object> announcements(Collection<GridServer> servers) {
        var all = new TreeMap<String, Object>();
        for (var server : servers) {
            var announcement = Map.of(
                    "nickname", server.nickname(),
                    "anonymous-storage-FURL", server.furl(),
                    "anonymous-storage-NURLs", List.of(server.nurl()));
            all.put(server.id(), Map.of("ann", announcement));
        }
        return all;
    }

    private String configuration(Spread spread) {
        return """
                [node]
                nickname = %s
                reveal-IP-address = true
                web.port = unix:%s:mode=600
                web.static = public_html
                tub.port = tcp:%d:interface=%s
                tub.location = tcp:%s:%d
                timeout.keepalive = 3
                timeout.disconnect = 10

                [client]
                force_foolscap = true
                shares.needed = %d
                shares.happy = %d
                shares.total = %d

                [storage]
                enabled = true
                force_foolscap = true
                reserved_space = %d

                [helper]
                enabled = false
                """.formatted(
                        settings.nickname(),
                        settings.socket().toAbsolutePath(),
                        settings.port(),
                        settings.host(),
                        settings.host(),
                        settings.port(),
                        spread.needed(),
                        spread.happy(),
                        spread.total(),
                        settings.reservedBytes());
    }

    private Path privateFolder() {
        return settings.folder().resolve("private");
    }

    private static void write(Path file, String text) throws IOException {
        DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
