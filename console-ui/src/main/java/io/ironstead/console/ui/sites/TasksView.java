package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.Route;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.Site;
import io.ironstead.console.tasks.SiteTasks;
import io.ironstead.console.tasks.SiteTasks.Job;
import io.ironstead.console.tasks.SiteTasks.Queue;
import io.ironstead.console.tasks.SiteTasks.Task;
import io.ironstead.console.tasks.TaskService;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Live;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the site's programs have put off and what they do by the clock: looked at, held, purged and run. */
@Route("sites/:site/tasks")
@PermitAll
class TasksView extends SitePage {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int SHOWN = 20;

    private final TaskService tasks;
    private final Div refusal = new Div();
    private final Div waiting = new Div();
    private final Rows<Queue> queues = new Rows<>("Queues", Queue::name)
            .one("Queue", "", "key", queue -> new Part.Open(queue.name(), queue.name(), () -> open(queue)))
            .one("State", "", "sub", this::state)
            .one("Rate", "", "sub", queue -> say(rate(queue)))
            .one("Tasks", "tasks", "num sub", queue -> say(count(queue)))
            .one("Oldest", "", "sub", this::oldest)
            .one("Running", "running", "num sub", queue -> say(Integer.toString(queue.running())))
            .one("Ended / min", "ended a minute", "num sub", queue -> say(Integer.toString(queue.endedLastMinute())))
            .column("", "", "acts main", this::acts);
    private final Rows<Job> jobs = new Rows<>("Scheduled jobs", Job::id)
            .one("Address", "", "key", job -> say(job.url()))
            .one("Schedule", "", "sub", TasksView::schedule)
            .one("Next", "next", "sub", job -> say(Times.day(job.next(), now())))
            .one(
                    "Last",
                    "last",
                    "sub",
                    job -> say(job.began().map(at -> Times.day(at, now())).orElse("never")))
            .one("Result", "", "sub", TasksView::result)
            .column("", "", "acts main", job -> List.of(new Part.Do("Run now", job.url(), () -> run(job))));
    private final Div noJobs = new Div();
    private List<Queue> known = List.of();
    private @Nullable String opened;
    private @Nullable Queue listed;

    TasksView(SiteDesk desk, TaskService tasks) {
        super(desk, Tab.TASKS);
        this.tasks = tasks;
        noJobs.add(
                Words.quiet("None. A version with a cron.yaml brings them: \"every 5 minutes\", \"every day 04:30\"."));
    }

    /** What the machine said, or why it did not. */
    private record News(Optional<SiteTasks> picture, String refusal) {}

    @Override
    void build(Site site) {
        var list = section("Queues", Words.small("from queue.yaml of the site's versions"));
        list.add(refusal, queues);
        var cron = section("Scheduled jobs", Words.small("from cron.yaml of the site's versions"));
        cron.add(noJobs, jobs);
        jobs.setVisible(false);
        put(list, waiting, cron);
        // The first look is not for the eyes that wait for a page: it comes with the others.
        Live.<News>follow(queues, news -> looking(site, news), this::show);
    }

    private Runnable looking(Site site, Consumer<News> news) {
        var ended = new CountDownLatch(1);
        var who = caller();
        Thread.ofVirtual().name("tasks of " + site.name()).start(() -> {
            try {
                do {
                    news.accept(look(() -> tasks.overview(who, site.name())));
                } while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        return ended::countDown;
    }

    private interface Look {
        SiteTasks look();
    }

    private static News look(Look look) {
        try {
            return new News(Optional.of(look.look()), "");
        } catch (RefusedException refused) {
            return new News(Optional.empty(), refused.getMessage() + " " + refused.advice());
        }
    }

    private void show(News news) {
        refusal.removeAll();
        if (!news.refusal().isEmpty()) {
            refusal.add(empty("The queues cannot be read", news.refusal()));
        }
        news.picture().ifPresent(picture -> {
            known = picture.queues();
            queues.show(picture.queues());
            jobs.show(picture.jobs());
            jobs.setVisible(!picture.jobs().isEmpty());
            noJobs.setVisible(picture.jobs().isEmpty());
            listAgain();
        });
        queues.setVisible(news.picture().isPresent());
    }

    /** Tasks that are over would stand there as if they waited. */
    private void listAgain() {
        known.stream()
                .filter(queue -> queue.name().equals(opened) && !queue.equals(listed))
                .forEach(this::list);
    }

    private static Part say(String text) {
        return new Part.Say(text, "", "");
    }

    private Part state(Queue queue) {
        if (!queue.listed()) {
            return new Part.Sign(Icon.WARN, "in no version's file", "warn");
        }
        if (queue.paused()) {
            return new Part.Sign(Icon.PAUSE, "paused", "");
        }
        return say(queue.mode().equals("pull") ? "leased by programs" : "goes on");
    }

    private static String rate(Queue queue) {
        return queue.rate().isEmpty() ? "" : queue.rate() + ", " + Math.round(queue.bucketSize()) + " at once";
    }

    private static String count(Queue queue) {
        return queue.tasks() + (queue.more() ? "+" : "");
    }

    private Part oldest(Queue queue) {
        return say(queue.oldest()
                .map(at -> at.isAfter(now()) ? "due " + Times.day(at, now()) : ago(Duration.between(at, now())))
                .orElse(""));
    }

    private static String ago(Duration age) {
        var quantity = Quantity.age(age);
        return "due for " + quantity.number() + " " + quantity.unit();
    }

    private List<Part> acts(Queue queue) {
        var acts = new ArrayList<Part>();
        if (queue.listed() && !queue.mode().equals("pull")) {
            acts.add(
                    queue.paused()
                            ? new Part.Do(
                                    "Resume",
                                    queue.name(),
                                    () -> attempt(() -> {
                                        tasks.resume(caller(), site().name(), queue.name());
                                        Toast.say(queue.name() + " goes on.");
                                    }))
                            : new Part.Do(
                                    "Pause",
                                    queue.name(),
                                    () -> attempt(() -> {
                                        tasks.pause(caller(), site().name(), queue.name());
                                        Toast.say(queue.name() + " is held until you let it go on.");
                                    })));
        }
        acts.add(new Part.Do("Purge", queue.name(), () -> purge(now(queue))));
        return acts;
    }

    /** A row's buttons stay as they were drawn, while its numbers go on. */
    private Queue now(Queue drawn) {
        return known.stream()
                .filter(queue -> queue.name().equals(drawn.name()))
                .findFirst()
                .orElse(drawn);
    }

    private void purge(Queue queue) {
        Confirm.ask(
                "Purge " + queue.name() + "?",
                "Its tasks (" + count(queue) + " now) are ended without being run, and cannot be brought back.",
                "Purge",
                () -> attempt(() -> {
                    int ended = tasks.purge(caller(), site().name(), queue.name());
                    Toast.say(Quantity.plural(ended, "task") + " of " + queue.name() + " ended.");
                }));
    }

    private void open(Queue queue) {
        waiting.removeAll();
        if (queue.name().equals(opened)) {
            opened = null;
            return;
        }
        opened = queue.name();
        list(queue);
    }

    private void list(Queue queue) {
        listed = queue;
        attempt(() -> {
            var found = tasks.list(caller(), site().name(), queue.name()).tasks();
            waiting.removeAll();
            var section = section("Tasks of " + queue.name(), Act.plain(null, "Close", () -> open(queue)));
            if (found.isEmpty()) {
                section.add(new Div(Words.quiet("None waits.")));
            } else {
                section.add(rowsOf(queue, found.subList(0, Math.min(SHOWN, found.size()))));
                section.add(new Div(Words.small(found.size() > SHOWN ? "the " + SHOWN + " eldest" : "all of them")));
            }
            waiting.add(section);
        });
    }

    private Rows<Task> rowsOf(Queue queue, List<Task> found) {
        var rows = new Rows<Task>("Tasks", Task::name)
                .one("Task", "", "key", task -> say(task.name()))
                .one(
                        "Request",
                        "",
                        "sub",
                        task -> say(task.method().map(method -> method + " ").orElse("to be leased")
                                + task.url().orElse("")))
                .one("Due", "due", "sub", task -> say(Times.day(task.eta(), now())))
                .one("Attempts", "attempts", "num sub", task -> say(Integer.toString(task.retries())))
                .one("Last answer", "last", "sub", task -> say(task.lastStatus() == 0 ? "" : "" + task.lastStatus()))
                .column(
                        "",
                        "",
                        "acts main",
                        task -> queue.mode().equals("pull")
                                ? List.of()
                                : List.of(new Part.Do("Run now", task.name(), () -> run(queue, task))));
        rows.show(found);
        return rows;
    }

    private void run(Queue queue, Task task) {
        attempt(() -> {
            tasks.run(caller(), site().name(), queue.name(), task.name());
            Toast.say("The task is on its way to the program.");
        });
    }

    private static Part schedule(Job job) {
        var zone = job.timezone().equals("Z") || job.timezone().equals("UTC") ? "" : ", " + job.timezone();
        return say(job.schedule() + zone + (job.description().isEmpty() ? "" : ": " + job.description()));
    }

    private static Part result(Job job) {
        if (job.running()) {
            return new Part.Sign(Icon.RUN, "runs", "");
        }
        if (job.began().isEmpty()) {
            return say("");
        }
        if (job.ended().isEmpty()) {
            return new Part.Sign(Icon.WARN, "broken off with its machine", "warn");
        }
        if (job.status() / 100 == 2) {
            return new Part.Sign(Icon.CHECK, Integer.toString(job.status()), "");
        }
        return new Part.Sign(Icon.BAD, job.status() == 0 ? job.reason() : "answered " + job.status(), "bad");
    }

    private void run(Job job) {
        attempt(() -> {
            tasks.runJob(caller(), site().name(), job.id());
            Toast.say(job.url() + " is asked now.");
        });
    }

    private static void attempt(Runnable run) {
        try {
            run.run();
        } catch (RefusedException refused) {
            Toast.alert(refused.getMessage() + " " + refused.advice());
        }
    }
}
