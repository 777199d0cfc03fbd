package io.ironstead.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.Sites;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.TrafficSplit.By;
import io.ironstead.model.control.TrafficSplit.Share;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    private static RouteTable table(DesiredSite... sites) {
        return RouteTable.of(List.of(sites), "Apps.Example.com", digest -> Optional.empty());
    }

    private static DesiredSite big() {
        return Sites.site("shop")
                .domain("www.Shop.example")
                .version("default", "v1", true, Sites.EVERYTHING)
                .version("default", "v2", true, Sites.EVERYTHING)
                .version("default", "api", true, Sites.EVERYTHING)
                .version("default", "old", false, Sites.EVERYTHING)
                .version("api", "a1", true, Sites.EVERYTHING)
                .version("lonely", "l1", true, Sites.EVERYTHING)
                .all("default", "v1")
                .all("api", "a1")
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.apps.example.com, default/v1",
        "www.shop.example, default/v1",
        "v2-dot-shop.apps.example.com, default/v2",
        "v1-dot-shop.apps.example.com, default/v1",
        "api-dot-shop.apps.example.com, api/a1",
        "default-dot-shop.apps.example.com, default/v1",
        "a1-dot-api-dot-shop.apps.example.com, api/a1",
        "api-dot-default-dot-shop.apps.example.com, default/api",
        "l1-dot-lonely-dot-shop.apps.example.com, lonely/l1"
    })
    void namesStandForVersions(String host, String version) {
        var route = table(big()).find(host);
        assertThat(route).isNotNull();
        assertThat(route.shares()).hasSize(1);
        assertThat(route.version(0).key()).hasToString("shop/" + version);
    }

    @ParameterizedTest
    @CsvSource({
        "apps.example.com",
        "other.apps.example.com",
        "v9-dot-shop.apps.example.com",
        "shop.apps.example.com.evil",
        "old-dot-shop.apps.example.com",
        "a1-dot-shop.apps.example.com",
        "v1-dot-api-dot-shop.apps.example.com"
    })
    void otherNamesStandForNothing(String host) {
        assertThat(table(big()).find(host)).isNull();
    }

    @Test
    void aServiceWithoutTrafficHasNoVersions() {
        var route = table(big()).find("lonely-dot-shop.apps.example.com");
        assertThat(route).isNotNull();
        assertThat(route.shares()).isEmpty();
    }

    @Test
    void bucketsFollowTheSharesInTheirOrder() {
        var split = new TrafficSplit(
                By.IP, List.of(new Share(new VersionId("v1"), 900), new Share(new VersionId("v2"), 100)));
        var route = table(Sites.site("shop")
                        .version("default", "v1", true, Sites.EVERYTHING)
                        .version("default", "v2", true, Sites.EVERYTHING)
                        .split("default", split)
                        .build())
                .find("shop.apps.example.com");
        assertThat(route).isNotNull();

        assertThat(route.version(0).key().version()).hasToString("v1");
        assertThat(route.version(899).key().version()).hasToString("v1");
        assertThat(route.version(900).key().version()).hasToString("v2");
        assertThat(route.version(999).key().version()).hasToString("v2");
    }

    @Test
    void addressesSpreadEvenlyAndStay() {
        var route = new HostRoute(new io.ironstead.model.SiteName("shop"), false, By.IP, List.of());
        int below = 0;
        for (int i = 0; i < 10_000; i++) {
            int bucket = route.bucketOf("10.0." + i / 256 + "." + i % 256);
            assertThat(bucket).isBetween(0, 999).isEqualTo(route.bucketOf("10.0." + i / 256 + "." + i % 256));
            below += bucket < 100 ? 1 : 0;
        }
        assertThat(below).isBetween(850, 1150);
    }
}
