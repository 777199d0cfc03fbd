package io.ironstead.model.signin;

import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lets its holder run functions in a site's instances, at any node. The console gives it to those who may deploy to the site,
 * for who brings a function can do there whatever a version of the site can.
 */
public record JobsTicket(SiteName site, Instant expiresAt) {
    public static final Duration LIFE = Duration.ofHours(1);

    /** The header in which a node is shown it. */
    public static final String HEADER = "X-Ironstead-Jobs";

    /** Where a site's instances take jobs; for nobody without a ticket. */
    public static final String PATH = "/_ah/jobs";

    private static final String PURPOSE = "jobs-ticket-1";

    public String sign(SiteSignIn by) {
        return SignedText.sign(
                by.keys().getFirst(), PURPOSE, List.of(site.value(), Long.toString(expiresAt.toEpochMilli())));
    }

    /** Empty for what no key holder has made, or is over. */
    public static Optional<JobsTicket> read(SiteSignIn by, String text, Instant now) {
        return SignedText.read(by.keys(), PURPOSE, text)
                .map(lines ->
                        new JobsTicket(new SiteName(lines.get(0)), Instant.ofEpochMilli(Long.parseLong(lines.get(1)))))
                .filter(ticket -> now.isBefore(ticket.expiresAt()));
    }
}
