package io.ironstead.couch.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/**
 * What a node reads when it starts: its configuration and the arguments of Erlang's machine, in a folder that only this user may
 * look into. Written anew before each start.
 */
final class NodeFiles {
    private final Path folder;

    /** @param folder of this node alone */
    NodeFiles(Path folder) {
        this.folder = folder.toAbsolutePath();
        for (char bad : " \t\n\"'#;".toCharArray()) {
            if (this.folder.toString().indexOf(bad) >= 0) {
                throw new IllegalArgumentException("CouchDB cannot be given the folder " + this.folder);
            }
        }
    }

    Path configuration() {
        return folder.resolve("node.ini");
    }

    Path arguments() {
        return folder.resolve("vm.args");
    }

    /** Erlang looks there for its cookie. */
    Path home() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    void write(ClusterShape shape, String self) throws IOException {
        var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.exists(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, mine);
        }
        Files.createDirectories(data());
        Files.writeString(configuration(), ini(shape, self), StandardCharsets.US_ASCII);
        Files.writeString(arguments(), machine(shape, self), StandardCharsets.US_ASCII);
        // Not among the arguments, which every user of the machine can read of a running process.
        Path cookie = folder.resolve(".erlang.cookie");
        Files.deleteIfExists(cookie);
        Files.createFile(cookie, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(cookie, shape.secrets().cookie(), StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    }

    /** Every start is in maintenance, until {@link ClusterNode} lets the node out of it. */
    private String ini(ClusterShape shape, String self) {
        String others = shape.addresses().stream()
                .filter(address -> !address.equals(self))
                .map(ClusterShape::node)
                .collect(Collectors.joining(","));
        var secrets = shape.secrets();
        return """
            [couchdb]
            uuid = %s
            database_dir = %s
            view_index_dir = %s
            maintenance_mode = true
            [smoosh]
            state_dir = %s
            [cluster]
            q = 2
            n = %d
            %s
            [chttpd]
            bind_address = %s
            port = %d
            require_valid_user_except_for_up = true
            [httpd]
            enable = false
            [chttpd_auth]
            secret = %s
            [admins]
            %s = %s
            [log]
            writer = stderr
            level = warning
            """.formatted(
                        secrets.uuid(),
                        data(),
                        data(),
                        data(),
                        shape.copies(),
                        others.isEmpty() ? "" : "seedlist = " + others,
                        self,
                        shape.httpPort(),
                        secrets.sessionSecret(),
                        ClusterSecrets.USER,
                        secrets.passwordHash());
    }

    /** One port for all nodes instead of epmd, which would listen on every network. Decision 095. */
    private static String machine(ClusterShape shape, String self) {
        return """
            -name %s
            -start_epmd false
            -erl_epmd_port %d
            -kernel inet_dist_use_interface {%s}
            -kernel inet_dist_listen_min %d
            -kernel inet_dist_listen_max %d
            -kernel error_logger silent
            -kernel prevent_overlapping_partitions false
            -sasl sasl_error_logger false
            -os_mon start_cpu_sup false
            -os_mon start_memsup false
            -os_mon disk_space_check_interval 5
            -os_mon disk_almost_full_threshold 1.0
            +SDio 16
            +zdbbl 32768
            +Bd -noinput
            """.formatted(
                        ClusterShape.node(self),
                        shape.distributionPort(),
                        self.replace('.', ','),
                        shape.distributionPort(),
                        shape.distributionPort());
    }
}
