package io.ironstead.console.rest;

import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.tasks.SiteTasks;
import io.ironstead.console.tasks.TaskService;
import io.ironstead.model.SiteName;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A site's task queues and scheduled jobs. */
@RestController
@RequestMapping("/api/v1/sites/{site}/tasks")
class TasksApi {
    private final CurrentCaller caller;
    private final TaskService tasks;

    TasksApi(CurrentCaller caller, TaskService tasks) {
        this.caller = caller;
        this.tasks = tasks;
    }

    /** All queues and jobs. */
    @GetMapping
    SiteTasks overview(@PathVariable SiteName site) {
        return tasks.overview(caller.get(), site);
    }

    /** A queue's first tasks, eldest first; 100 at most. */
    @GetMapping("/queues/{queue}")
    SiteTasks.Waiting list(@PathVariable SiteName site, @PathVariable String queue) {
        return tasks.list(caller.get(), site, queue);
    }

    /** Holds a queue still until it is let go on. */
    @PostMapping("/queues/{queue}/pause")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pause(@PathVariable SiteName site, @PathVariable String queue) {
        tasks.pause(caller.get(), site, queue);
    }

    /** Lets a paused queue go on. */
    @PostMapping("/queues/{queue}/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resume(@PathVariable SiteName site, @PathVariable String queue) {
        tasks.resume(caller.get(), site, queue);
    }

    /** Ends all tasks of a queue. */
    @PostMapping("/queues/{queue}/purge")
    Purged purge(@PathVariable SiteName site, @PathVariable String queue) {
        return new Purged(tasks.purge(caller.get(), site, queue));
    }

    record Purged(int tasks) {}

    /** Delivers a task now, whatever its time and its queue's rate. */
    @PostMapping("/queues/{queue}/tasks/{task}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void run(@PathVariable SiteName site, @PathVariable String queue, @PathVariable String task) {
        tasks.run(caller.get(), site, queue, task);
    }

    /** Runs a scheduled job now. */
    @PostMapping("/jobs/{job}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void runJob(@PathVariable SiteName site, @PathVariable String job) {
        tasks.runJob(caller.get(), site, job);
    }
}
