package io.ironstead.agent.cluster;

import io.ironstead.agent.join.Identity;
import io.ironstead.broker.tls.PeerTls;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeCard;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.PoolMember;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node of a pool does twice a second: follows the console's list of machines, shows its newest certificate, tells
 * the others of itself, and looks who is there; every other time it decides what runs here. On one thread at a time.
 */
public final class ClusterRounds implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ClusterRounds.class);

    private final Neighbours neighbours;
    private final Supplier<List<PoolMember>> members;
    private final PeerTls tls;
    private final Supplier<Identity> identity;
    private final Runnable placement;
    private List<PoolMember> known = List.of();
    private Set<NodeId> alive = Set.of();
    private X509Certificate shown;
    private boolean isPlacementsTurn = true;

    /** @param placement done every second, and when a node came or went */
    public ClusterRounds(
            Neighbours neighbours,
            Supplier<List<PoolMember>> members,
            PeerTls tls,
            Supplier<Identity> identity,
            Runnable placement) {
        this.neighbours = neighbours;
        this.members = members;
        this.tls = tls;
        this.identity = identity;
        this.placement = placement;
        this.shown = identity.get().certificate();
    }

    @Override
    public void run() {
        var listed = members.get();
        if (!listed.equals(known)) {
            known = listed;
            neighbours.members(listed);
        }
        showNewest();
        neighbours.tell();
        var now = neighbours.alive().stream().map(NodeCard::node).collect(Collectors.toSet());
        if (!now.equals(alive)) {
            log.atInfo().addKeyValue("peers", now).log("The nodes that this one hears of have changed");
            alive = now;
            isPlacementsTurn = true;
        }
        if (isPlacementsTurn) {
            placement.run();
        }
        isPlacementsTurn = !isPlacementsTurn;
    }

    private void showNewest() {
        var mine = identity.get();
        if (mine.certificate() != shown) {
            try {
                tls.renew(mine.key(), mine.certificate());
                shown = mine.certificate();
            } catch (SSLException unusable) {
                log.atError().setCause(unusable).log("The renewed certificate cannot be shown to other nodes");
            }
        }
    }
}
