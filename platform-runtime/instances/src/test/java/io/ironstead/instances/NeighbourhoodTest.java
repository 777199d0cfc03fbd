package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.sandbox.Wall;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId ZOO = new TenantId("zoo");
    private static final Wall WEAK = new Wall("1", "bubblewrap", "the agent is not root");

    private static DesiredState state(TenantId... tenants) {
        return new DesiredState(
                1,
                false,
                Arrays.stream(tenants)
                        .map(tenant -> new DesiredSite(
                                new SiteName(tenant.value()), tenant, List.of(), false, Map.of(), List.of(), List.of()))
                        .toList());
    }

    @Test
    void aWeakWallIsForOneTenant() {
        var neighbourhood = new Neighbourhood(WEAK, false);
        neighbourhood.look(state(ZOO));
        assertThat(neighbourhood.refusal(ZOO)).isEmpty();
        neighbourhood.look(state(ACME, ZOO));
        assertThat(neighbourhood.refusal(ZOO)).as("the first one stays").isEmpty();
        assertThat(neighbourhood.refusal(ACME).orElseThrow().sentence())
                .contains("bubblewrap (level 1)")
                .contains("the agent is not root")
                .contains("trusted-code-only");
        neighbourhood.look(state(ACME));
        assertThat(neighbourhood.refusal(ACME)).as("alone now").isEmpty();
    }

    @Test
    void theOperatorMayTrustThemAll() {
        var neighbourhood = new Neighbourhood(WEAK, true);
        neighbourhood.look(state(ACME, ZOO));
        assertThat(neighbourhood.refusal(ACME)).isEmpty();
        assertThat(neighbourhood.refusal(ZOO)).isEmpty();
    }

    @Test
    void theWholeWallIsForAll() {
        var neighbourhood = new Neighbourhood(new Wall("0", "bubblewrap", "all holds"), false);
        neighbourhood.look(state(ACME, ZOO));
        assertThat(neighbourhood.refusal(ACME)).isEmpty();
        assertThat(neighbourhood.refusal(ZOO)).isEmpty();
    }
}
