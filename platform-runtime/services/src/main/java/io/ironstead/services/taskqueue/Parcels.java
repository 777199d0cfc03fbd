package io.ironstead.services.taskqueue;

import com.google.protobuf.ByteString;
import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.services.taskqueue.Delivery.Parcel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tasks and jobs as requests, with the headers by which programs know them. */
final class Parcels {
    /** What a program may say of a task in the platform's words. */
    private static final Set<String> OWN =
            Set.of("x-appengine-current-namespace", "x-appengine-default-namespace", "x-appengine-failfast");

    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host",
            "content-length",
            "connection",
            "transfer-encoding",
            "te",
            "upgrade",
            "keep-alive",
            "expect",
            "user-agent");
    private static final String AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

    private Parcels() {}

    static Parcel of(Task task, QueueDefinition queue) {
        var request = task.request().orElseThrow(() -> new IllegalStateException("A pull task is not sent"));
        var headers = new ArrayList<Task.Header>();
        for (var header : request.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean platforms = name.startsWith("x-appengine-") || name.startsWith("x-google-");
            if (platforms ? OWN.contains(name) : !NOT_PASSED_ON.contains(name)) {
                headers.add(header);
            }
        }
        var progress = task.progress();
        headers.add(new Task.Header("User-Agent", AGENT));
        headers.add(new Task.Header("X-AppEngine-QueueName", task.queue()));
        headers.add(new Task.Header("X-AppEngine-TaskName", task.name()));
        headers.add(new Task.Header("X-AppEngine-TaskRetryCount", Integer.toString(progress.retries())));
        headers.add(new Task.Header("X-AppEngine-TaskExecutionCount", Integer.toString(progress.executions())));
        headers.add(new Task.Header("X-AppEngine-TaskETA", seconds(task.eta())));
        if (progress.previous() > 0) {
            headers.add(new Task.Header("X-AppEngine-TaskPreviousResponse", Integer.toString(progress.previous())));
        }
        // What the queue says about where its tasks go comes before what a task says.
        return new Parcel(
                queue.target().isPresent() ? queue.target() : request.target(),
                request.method(),
                request.url(),
                headers,
                task.payload());
    }

    /** @param attempt 0 for the first one at its time */
    static Parcel of(CronJob job, int attempt, Instant time) {
        return new Parcel(
                job.target(),
                "GET",
                job.url(),
                List.of(
                        new Task.Header("User-Agent", AGENT),
                        new Task.Header("X-Appengine-Cron", "true"),
                        new Task.Header("X-AppEngine-QueueName", "__cron"),
                        new Task.Header("X-AppEngine-TaskName", job.id()),
                        new Task.Header("X-AppEngine-TaskRetryCount", Integer.toString(attempt)),
                        new Task.Header("X-AppEngine-TaskExecutionCount", Integer.toString(attempt)),
                        new Task.Header("X-AppEngine-TaskETA", seconds(time))),
                ByteString.EMPTY);
    }

    private static String seconds(Instant time) {
        return String.format(Locale.ROOT, "%d.%06d", time.getEpochSecond(), time.getNano() / 1_000);
    }
}
