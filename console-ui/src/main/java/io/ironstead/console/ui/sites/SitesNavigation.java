package io.ironstead.console.ui.sites;

import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;

/** The addresses of the sites' pages, for pages of other features. */
public final class SitesNavigation {
    /** The list. */
    public static final String LIST = "sites";

    private SitesNavigation() {}

    public static String address(SiteName site) {
        return LIST + "/" + site;
    }

    static String tab(SiteName site, String tab) {
        return tab.isEmpty() ? address(site) : address(site) + "/" + tab;
    }

    /** The log with the lines of one instance. */
    static String log(SiteName site, InstanceId instance) {
        return tab(site, "logs") + "?" + LogsView.INSTANCE + "=" + instance;
    }

    static String deployment(SiteName site, long id) {
        return tab(site, "deploy") + "/" + id;
    }

    static String request(SiteName site, String id) {
        return tab(site, "requests") + "/" + id;
    }
}
