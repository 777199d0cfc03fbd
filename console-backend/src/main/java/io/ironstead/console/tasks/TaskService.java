package io.ironstead.console.tasks;

import io.ironstead.console.Json;
import io.ironstead.console.agentlink.DatastoreLink;
import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Looks at a site's queues and jobs, and steers them, for those who may see the site; every change is in the audit log. */
@Service
public class TaskService {
    private static final int HTTP_OK = 200;

    private final SiteService sites;
    private final DatastoreLink link;
    private final AuditLog audit;

    TaskService(SiteService sites, DatastoreLink link, AuditLog audit) {
        this.sites = sites;
        this.link = link;
        this.audit = audit;
    }

    /**
     * All of a site's queues and jobs.
     *
     * @throws RefusedException when the machine that keeps the site's data does not answer
     * @throws io.ironstead.console.security.NotFoundException when the caller may not see the site
     */
    public SiteTasks overview(Caller caller, SiteName site) {
        return Json.read(call(caller, site, TaskMethod.OVERVIEW, Map.of(), ""), SiteTasks.class);
    }

    /** A queue's first tasks, eldest first; 100 at most. */
    public SiteTasks.Waiting list(Caller caller, SiteName site, String queue) {
        return Json.read(call(caller, site, TaskMethod.LIST, Map.of("queue", queue), ""), SiteTasks.Waiting.class);
    }

    /** Holds a queue still until it is let go on. */
    public void pause(Caller caller, SiteName site, String queue) {
        call(caller, site, TaskMethod.PAUSE, Map.of("queue", queue), queue);
    }

    public void resume(Caller caller, SiteName site, String queue) {
        call(caller, site, TaskMethod.RESUME, Map.of("queue", queue), queue);
    }

    /** Ends all tasks of a queue; how many. */
    public int purge(Caller caller, SiteName site, String queue) {
        return Json.read(call(caller, site, TaskMethod.PURGE, Map.of("queue", queue), queue), JsonNode.class)
                .path("purged")
                .asInt(0);
    }

    /** Delivers a task now. */
    public void run(Caller caller, SiteName site, String queue, String task) {
        call(caller, site, TaskMethod.RUN, Map.of("queue", queue, "task", task), queue + "/" + task);
    }

    /** Runs a scheduled job now. */
    public void runJob(Caller caller, SiteName site, String job) {
        call(caller, site, TaskMethod.RUN_JOB, Map.of("job", job), job);
    }

    private String call(Caller caller, SiteName site, TaskMethod method, Map<String, String> about, String subject) {
        sites.get(caller, site);
        if (method.changes()) {
            caller.requireScope(Caller.Scope.DEPLOY);
        }
        var answer = link.call(site, method.word(), Json.text(about));
        if (method.changes() && answer.filter(one -> one.status() != HTTP_OK).isEmpty()) {
            audit.record(caller, method.word(), site.value(), Optional.of(site), "", subject);
        }
        return answer(answer);
    }

    private static String answer(Optional<ToConsole.DatastoreAnswer> answer) {
        if (answer.isEmpty()) {
            throw new RefusedException(
                    "The machine that runs the site's tasks does not answer.", "Look at it under Machines.");
        }
        if (answer.get().status() != HTTP_OK) {
            throw new RefusedException(
                    Json.read(answer.get().body(), JsonNode.class)
                            .path("error")
                            .path("message")
                            .asString("No reason was given."),
                    "Look at the site's tasks again.");
        }
        return answer.get().body();
    }
}
