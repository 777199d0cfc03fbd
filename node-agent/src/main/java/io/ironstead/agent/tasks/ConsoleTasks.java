package io.ironstead.agent.tasks;

import io.ironstead.agent.converse.DataDesk;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.link.LinkJson;
import io.ironstead.model.SiteName;
import io.ironstead.services.taskqueue.NodeTasks;
import io.ironstead.services.taskqueue.SiteJobs.JobView;
import io.ironstead.services.taskqueue.SiteTasks;
import io.ironstead.services.taskqueue.SiteTasks.QueueView;
import io.ironstead.services.taskqueue.Task;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The sites' queues and jobs for the console, among the calls to their data. */
public final class ConsoleTasks implements DataDesk {
    private static final String PREFIX = "tasks.";

    private final NodeTasks tasks;
    private final DataDesk others;

    /** @param others answers every call that is not about tasks */
    public ConsoleTasks(NodeTasks tasks, DataDesk others) {
        this.tasks = tasks;
        this.others = others;
    }

    /** What a call names; what a method does not need is empty. */
    record About(
            @Nullable String queue,
            @Nullable String task,
            @Nullable String job) {
        String queueName() {
            return queue == null ? "" : queue;
        }

        String taskName() {
            return task == null ? "" : task;
        }

        String jobId() {
            return job == null ? "" : job;
        }
    }

    /** One queue. Times are ISO 8601; absent where there is none. */
    record Queue(
            String name,
            String mode,
            String rate,
            double bucketSize,
            int maxConcurrentRequests,
            @Nullable String target,
            boolean listed,
            boolean paused,
            int tasks,
            boolean more,
            @Nullable String oldest,
            int running,
            int endedLastMinute) {}

    /** One task. */
    record Waiting(
            String name,
            String eta,
            @Nullable String method,
            @Nullable String url,
            int retries,
            int lastStatus,
            int bytes) {}

    /** One job. */
    record Job(
            String id,
            String url,
            String description,
            String schedule,
            String timezone,
            @Nullable String target,
            String next,
            boolean running,
            @Nullable String began,
            @Nullable String ended,
            int status,
            String reason) {}

    @Override
    public Said call(SiteName site, String method, String json) {
        if (!method.startsWith(PREFIX)) {
            return others.call(site, method, json);
        }
        try {
            var led = tasks.of(site);
            return led.isEmpty()
                    ? refused(503, "UNAVAILABLE", "No machine runs the tasks of this site now.")
                    : answer(led.get(), method.substring(PREFIX.length()), about(json));
        } catch (DatastoreException away) {
            return refused(503, "UNAVAILABLE", String.valueOf(away.problem()));
        } catch (JacksonException malformed) {
            return refused(400, "INVALID_ARGUMENT", "This is not the request of a call about tasks.");
        }
    }

    private static About about(String json) {
        return LinkJson.read(json.getBytes(StandardCharsets.UTF_8), About.class);
    }

    private static Said answer(SiteTasks site, String method, About about) {
        return switch (method) {
            case "overview" ->
                said(Map.of(
                        "queues",
                                site.queues().stream().map(ConsoleTasks::queue).toList(),
                        "jobs", site.jobs().stream().map(ConsoleTasks::job).toList()));
            case "list" ->
                said(Map.of(
                        "tasks",
                        site.tasks(about.queueName()).stream()
                                .map(ConsoleTasks::waiting)
                                .toList()));
            case "pause" -> done(site.pause(about.queueName(), true), "There is no such queue.");
            case "resume" -> done(site.pause(about.queueName(), false), "There is no such queue.");
            case "purge" -> said(Map.of("purged", site.purge(about.queueName())));
            case "run" ->
                done(site.run(about.queueName(), about.taskName()), "There is no such task, or it runs already.");
            case "runJob" -> done(site.runJob(about.jobId()), "There is no such job, or it runs already.");
            default -> refused(404, "NOT_FOUND", "Tasks have no method " + method + ".");
        };
    }

    private static Said done(boolean done, String otherwise) {
        return done ? said(Map.of()) : refused(404, "NOT_FOUND", otherwise);
    }

    private static Said refused(int status, String word, String message) {
        return new Said(status, DataDesk.error(status, word, message));
    }

    private static Said said(Map<String, ?> answer) {
        return new Said(200, new String(LinkJson.bytes(answer), StandardCharsets.UTF_8));
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    private static Queue queue(QueueView view) {
        var definition = view.definition();
        return new Queue(
                definition.name(),
                definition.mode().name().toLowerCase(Locale.ROOT),
                definition.rate(),
                definition.bucketSize(),
                definition.concurrentMax(),
                definition.target().orElse(null),
                view.listed(),
                view.paused(),
                view.tasks(),
                view.more(),
                text(view.oldest()),
                view.running(),
                view.endedLastMinute());
    }

    private static Waiting waiting(Task task) {
        return new Waiting(
                task.name(),
                task.eta().toString(),
                task.request().map(Task.Request::method).orElse(null),
                task.request().map(Task.Request::url).orElse(null),
                task.progress().retries(),
                task.progress().previous(),
                task.payload().size());
    }

    private static Job job(JobView view) {
        var job = view.job();
        return new Job(
                job.id(),
                job.url(),
                job.description(),
                job.schedule(),
                job.zone().getId(),
                job.target().orElse(null),
                view.next().toString(),
                view.running(),
                text(view.began()),
                text(view.ended()),
                view.status(),
                view.reason());
    }
}
