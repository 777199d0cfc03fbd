package io.ironstead.broker.signin;

import io.ironstead.model.SiteName;
import java.util.Locale;

/**
 * Where a visitor is.
 *
 * @param secure he came by HTTPS
 * @param host as he wrote it, with the port
 * @param hostName the same in lower case, without the port; a name of the site's
 */
public record Place(SiteName site, boolean secure, String host, String hostName) {

    /** {@code scheme://host[:port]}, lower case. */
    public String origin() {
        return (secure ? "https://" : "http://") + host.toLowerCase(Locale.ROOT);
    }
}
