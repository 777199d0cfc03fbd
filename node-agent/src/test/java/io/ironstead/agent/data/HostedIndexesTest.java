package io.ironstead.agent.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.datastore.log.TabletName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredSite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostedIndexesTest {
    private final HostedIndexes indexes = new HostedIndexes(() -> List.of(site("lax", false), site("strict", true)));

    private static DesiredSite site(String name, boolean strict) {
        return new DesiredSite(
                new SiteName(name), new TenantId("acme"), List.of(), false, Map.of(), List.of(), List.of(), strict);
    }

    @Test
    void queriesNeedTheirIndexInEachDatabaseOfASiteThatSaysSo() {
        assertThat(indexes.strict(new TabletName("strict", ""))).isTrue();
        assertThat(indexes.strict(new TabletName("strict", "archive"))).isTrue();
        assertThat(indexes.strict(new TabletName("lax", ""))).isFalse();
        assertThat(indexes.strict(new TabletName("unknown", ""))).isFalse();
    }

    @Test
    void ofASiteNobodyNamesNothingIsKnown() {
        assertThat(indexes.of(new TabletName("unknown", ""))).isEmpty();
        assertThat(indexes.of(new TabletName("lax", ""))).contains(java.util.Set.of());
    }
}
