package io.ironstead.agent.data.pool;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.SiteData;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.DesiredState;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What this node knows of its own part in the sites' data.
 *
 * @param empties whether it takes nothing new: it is being emptied, or stops
 */
public record OwnData(
        NodeId self, CouchHome couch, SiteData data, Supplier<DesiredState> desired, BooleanSupplier empties)
        implements SiteLeaders.Own {

    /** Every node reaches a CouchDB that was set up; the server inside an agent is reached by its own machine only. */
    @Override
    public boolean keeps() {
        return keeper().filter(node -> !node.equals(self)).isEmpty();
    }

    @Override
    public boolean leaving() {
        return empties.getAsBoolean();
    }

    @Override
    public long epoch(SiteName site) {
        return data.epoch(site);
    }

    @Override
    public Optional<NodeId> keeper() {
        return couch.ownAddress().isEmpty() ? Optional.empty() : desired.get().dataNode();
    }
}
