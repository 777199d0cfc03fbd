package io.ironstead.agent.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.agent.fake.Sites;
import io.ironstead.model.SiteName;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HostedSitesTest {
    private OptionalInt port = OptionalInt.of(8000);
    private final HostedSites sites = new HostedSites(
            () -> List.of(Sites.shop(Sites.all("v1"), Sites.version("v1", 1))), "apps.example", () -> port);

    @Test
    void anAddressHasAPortUnlessItIsTheUsualOne() {
        assertThat(sites.address(Sites.SHOP)).isEqualTo("shop.apps.example:8000");
        port = OptionalInt.of(80);
        assertThat(sites.address(Sites.SHOP)).isEqualTo("shop.apps.example");
        port = OptionalInt.empty();
        assertThat(sites.address(Sites.SHOP)).isEqualTo("shop.apps.example");
    }

    @Test
    void aSiteIsFoundByItsName() {
        assertThat(sites.site(Sites.SHOP).orElseThrow().versions()).hasSize(1);
        assertThat(sites.site(new SiteName("shop2"))).isEmpty();
    }
}
