package io.ironstead.files.tahoe;

import java.nio.file.Path;

/**
 * Where and as whom a node of the grid runs.
 *
 * @param folder its own: identities, settings, and the shares it keeps for everybody
 * @param socket where it is spoken to; at most 100 bytes of path, which is what a unix socket may have
 * @param nickname for people
 * @param host address of this machine on the network of the cluster; loopback when it is alone
 * @param port where other nodes reach its storage, 1 to 65535
 * @param reservedBytes of the disk that shares must leave free
 */
public record NodeSettings(Path folder, Path socket, String nickname, String host, int port, long reservedBytes) {
    public NodeSettings {
        if (port < 1 || port > 65_535 || reservedBytes < 0) {
            throw new IllegalArgumentException("A port is 1 to 65535, and reserved bytes are not negative");
        }
        if (!nickname.matches("[A-Za-z0-9-]{1,64}") || !host.matches("[A-Za-z0-9.:-]{1,255}")) {
            throw new IllegalArgumentException("The nickname or host of a node would not stand in its settings");
        }
        if (socket.toString().length() > 100) {
            throw new IllegalArgumentException("The path of a unix socket has at most 100 characters");
        }
    }
}
