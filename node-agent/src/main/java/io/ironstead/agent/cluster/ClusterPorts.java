package io.ironstead.agent.cluster;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.link.LinkJson;
import io.ironstead.model.control.ClusterPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where peers reach this node: two ports that were free when it joined, and the same ever after. */
public record ClusterPorts(Path file) {

    /**
     * @param host the cluster address now; ports stay when it changes
     * @throws IOException when the file cannot be used, or the address is not of this machine
     */
    public ClusterPoint settle(String host) throws IOException {
        if (Files.exists(file)) {
            var known = LinkJson.read(Files.readAllBytes(file), ClusterPoint.class);
            return new ClusterPoint(host, known.memberPort(), known.peerPort());
        }
        // Both at once, or they might be the same.
        try (var first = new ServerSocket(0, 1, InetAddress.getByName(host));
                var second = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            var point = new ClusterPoint(host, first.getLocalPort(), second.getLocalPort());
            DurableFile.write(file, LinkJson.bytes(point));
            return point;
        }
    }
}
