package io.ironstead.console.rest;

import io.ironstead.console.jobs.JobTickets;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.model.SiteName;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Leave to run parallel jobs in a site's instances. */
@RestController
@RequestMapping("/api/v1/sites/{site}/jobs")
class JobsApi {
    private final CurrentCaller caller;
    private final JobTickets tickets;

    JobsApi(CurrentCaller caller, JobTickets tickets) {
        this.caller = caller;
        this.tickets = tickets;
    }

    /** A ticket for an hour, which the nodes take. Needs a token that may deploy. */
    @PostMapping("/tickets")
    JobTickets.Granted ticket(@PathVariable SiteName site) {
        return tickets.grant(caller.get(), site);
    }
}
