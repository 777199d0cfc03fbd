package io.ironstead.agent;

import io.ironstead.agent.disk.DataFolder;
import io.ironstead.agent.join.Admission;
import io.ironstead.agent.join.Identity;
import io.ironstead.agent.join.IdentityStore;
import io.ironstead.agent.join.Joiner;
import io.ironstead.agent.supervise.DesiredStore;
import io.ironstead.agent.timers.Timers;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes this server a node of its console, on its disk: the identity, and the state it was told last. */
final class NodeDisk {
    private static final Logger log = LoggerFactory.getLogger(NodeDisk.class);

    private final IdentityStore identities;
    private final DesiredStore desired;

    NodeDisk(DataFolder folder) {
        identities = new IdentityStore(folder.path().resolve("identity"));
        desired = new DesiredStore(folder.path().resolve("desired.json"));
    }

    IdentityStore identities() {
        return identities;
    }

    DesiredStore desired() {
        return desired;
    }

    /** Joins when there is a token and no identity yet. */
    Identity settle(AgentSettings settings, String hostName, Timers timers) {
        var wish = settings.name().isBlank() ? hostName : settings.name();
        try {
            var result = new Admission(identities, new Joiner(timers))
                    .settle(Optional.ofNullable(settings.token()).filter(token -> !token.isBlank()), wish);
            return switch (result) {
                case Admission.Result.Refused(var sentence) -> throw new CannotStart(sentence);
                case Admission.Result.Member(var identity, var remark) -> {
                    if (!remark.isEmpty()) {
                        log.atInfo().addKeyValue("node", identity.node()).log(remark);
                    }
                    yield identity;
                }
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CannotStart("The agent was stopped while it joined its console.", stopped);
        }
    }

    /** The state goes too: it may hold keys of certificates. */
    void forget() {
        try {
            identities.forget();
            desired.forget();
        } catch (IOException unwritable) {
            log.atError().setCause(unwritable).log("The identity of this node cannot be deleted");
        }
    }
}
