package io.ironstead.console.rest;

import io.ironstead.console.agentlink.LogService;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.ToConsole;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What programs wrote: the last lines, or a stream that follows. */
@RestController
@RequestMapping("/api/v1/sites/{site}/logs")
class LogsApi {
    private static final int BATCHES_MAX = 1_000;
    private static final Duration GATHERING = Duration.ofMillis(700);
    private static final Duration FOLLOWED_MAX = Duration.ofHours(1);

    private final CurrentCaller caller;
    private final LogService logs;

    LogsApi(CurrentCaller caller, LogService logs) {
        this.caller = caller;
        this.logs = logs;
    }

    /** The last lines of all machines, oldest first; those that answer within a second. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    List<LogLine> last(@PathVariable SiteName site, @RequestParam(defaultValue = "200") int lines)
            throws InterruptedException {
        var arrived = new LinkedBlockingQueue<ToConsole.Lines>(BATCHES_MAX);
        var found = new ArrayList<LogLine>();
        try (var _ = logs.tail(caller.get(), site, lines, arrived::offer)) {
            for (var batch = arrived.poll(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
                    batch != null && found.size() < 10 * lines;
                    batch = arrived.poll(100, TimeUnit.MILLISECONDS)) {
                found.addAll(batch.lines());
            }
        }
        found.sort(Comparator.comparing(LogLine::at));
        return found.subList(Math.max(0, found.size() - Math.max(0, lines)), found.size());
    }

    /** The last lines, then each new one as it is written, for an hour at most. */
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter follow(@PathVariable SiteName site, @RequestParam(defaultValue = "50") int lines) {
        var emitter = new SseEmitter(FOLLOWED_MAX.toMillis());
        var arrived = new LinkedBlockingQueue<ToConsole.Lines>(BATCHES_MAX);
        var tail = logs.tail(caller.get(), site, lines, arrived::offer);
        Thread.ofVirtual().name("log-follower").start(() -> {
            try (tail) {
                while (true) {
                    var batch = arrived.poll(15, TimeUnit.SECONDS);
                    if (batch == null) {
                        // Finds out whether anybody still listens.
                        emitter.send(SseEmitter.event().comment("still here"));
                        continue;
                    }
                    for (var line : batch.lines()) {
                        emitter.send(line, MediaType.APPLICATION_JSON);
                    }
                }
            } catch (IOException | IllegalStateException gone) {
                emitter.complete();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        return emitter;
    }
}
