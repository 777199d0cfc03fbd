package io.ironstead.instances;

import io.ironstead.instances.Deployment.Refusal;
import io.ironstead.model.NoInstanceException.Reason;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.sandbox.Wall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may run beside whom. Behind a wall that does not keep tenants apart one tenant runs and all others are refused: the
 * one that came first stays for as long as it wants anything. For one thread.
 */
final class Neighbourhood {
    private final Wall wall;
    private final boolean open;
    private @Nullable TenantId alone;

    Neighbourhood(Wall wall, boolean trustedCodeOnly) {
        this.wall = wall;
        open = wall.keepsTenantsApart() || trustedCodeOnly;
    }

    /** To be told each state before {@link #refusal} is asked. */
    void look(DesiredState state) {
        var tenants = state.sites().stream().map(DesiredSite::tenant).distinct().toList();
        if (alone == null || !tenants.contains(alone)) {
            alone = tenants.stream()
                    .min((a, b) -> a.value().compareTo(b.value()))
                    .orElse(null);
        }
    }

    Optional<Refusal> refusal(TenantId tenant) {
        return open || tenant.equals(alone)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNKNOWN_VERSION,
                        "This machine cannot keep tenants apart, and another tenant's sites run here. Its sandbox is "
                                + wall + ": " + wall.reason()
                                + ". An operator who trusts all tenants' code sets agent.trusted-code-only=true"));
    }
}
