package io.ironstead.console.ui.sites;

import io.ironstead.console.sites.SiteService;
import io.ironstead.console.ui.kit.Findable;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Visitor;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds sites by name and domain. */
@Component
class SiteFinder implements Findable {
    private final Visitor visitor;
    private final SiteService sites;

    SiteFinder(Visitor visitor, SiteService sites) {
        this.visitor = visitor;
        this.sites = sites;
    }

    @Override
    public List<Found> find(String typed, int most) {
        return sites.list(visitor.caller()).stream()
                .filter(site -> site.name().value().contains(typed)
                        || site.domains().stream().anyMatch(domain -> domain.contains(typed)))
                .limit(most)
                .map(site -> new Found(Icon.SITES, site.name().value(), "site", SitesNavigation.address(site.name())))
                .toList();
    }
}
