package io.ironstead.console.jobs;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.security.Caller;
import io.ironstead.console.signin.SiteSignInService;
import io.ironstead.console.sites.SiteService;
import io.ironstead.model.SiteName;
import io.ironstead.model.signin.JobsTicket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * Lets those who may deploy to a site run functions in its instances. With a ticket a client asks the nodes themselves; the
 * console takes no part in the jobs.
 *
 * @see JobsTicket
 */
@Service
public class JobTickets {
    private final SiteService sites;
    private final SiteSignInService signIn;
    private final MachineService machines;
    private final ConsoleSettings settings;
    private final AuditLog audit;
    private final InstantSource clock;

    JobTickets(
            SiteService sites,
            SiteSignInService signIn,
            MachineService machines,
            ConsoleSettings settings,
            AuditLog audit,
            InstantSource clock) {
        this.sites = sites;
        this.signIn = signIn;
        this.machines = machines;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A ticket, and where it is good.
     *
     * @param host by which nodes know the site
     * @param nodes host and port of every machine that is not being emptied
     */
    public record Granted(String ticket, Instant expiresAt, String host, List<String> nodes) {}

    /**
     * A ticket for an hour.
     *
     * @throws io.ironstead.console.security.NotFoundException when the caller may not see the site
     */
    public Granted grant(Caller caller, SiteName site) {
        sites.get(caller, site);
        caller.requireScope(Caller.Scope.DEPLOY);
        var ticket = new JobsTicket(site, clock.instant().plus(JobsTicket.LIFE));
        var nodes = machines.all().stream()
                .filter(machine -> !machine.draining())
                .flatMap(machine -> machine.facts().stream())
                .map(facts -> facts.httpAddress())
                .toList();
        audit.record(caller, "jobs.ticket", site.value(), Optional.of(site), "", "until " + ticket.expiresAt());
        return new Granted(
                ticket.sign(signIn.forNodes()),
                ticket.expiresAt(),
                site.value() + "." + settings.platformDomain(),
                nodes);
    }
}
