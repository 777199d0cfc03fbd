package io.ironstead.agent.data;

import io.ironstead.datastore.Direction;
import io.ironstead.datastore.IndexDefinition;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.log.TabletName;
import io.ironstead.datastore.node.Datastores.IndexWishes;
import io.ironstead.model.app.CompositeIndex;
import io.ironstead.model.control.DesiredSite;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The composite indexes that any version of a site asks for, in each of the site's databases, and whether queries need them. */
public final class HostedIndexes implements IndexWishes {
    private final Supplier<List<DesiredSite>> sites;

    /** @param sites as the console last said */
    public HostedIndexes(Supplier<List<DesiredSite>> sites) {
        this.sites = sites;
    }

    @Override
    public Optional<Set<IndexDefinition>> of(TabletName tablet) {
        return site(tablet).map(HostedIndexes::indexes);
    }

    @Override
    public boolean strict(TabletName tablet) {
        return site(tablet).map(DesiredSite::strictIndexes).orElse(false);
    }

    private Optional<DesiredSite> site(TabletName tablet) {
        return sites.get().stream()
                .filter(site -> site.name().value().equals(tablet.site()))
                .findFirst();
    }

    private static Set<IndexDefinition> indexes(DesiredSite site) {
        return site.versions().stream()
                .flatMap(version -> version.app().indexes().stream())
                .map(HostedIndexes::definition)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static IndexDefinition definition(CompositeIndex index) {
        return new IndexDefinition(
                index.kind(),
                index.ancestor(),
                index.columns().stream()
                        .map(column -> new Order(
                                column.property(), column.descending() ? Direction.DESCENDING : Direction.ASCENDING))
                        .toList());
    }
}
