package io.ironstead.cli;

import static io.ironstead.cli.console.ConsoleClient.quote;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.pack.BundleSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One deploy through the API: makes the site when it is missing, uploads, and follows the steps to their end. */
class Deployment {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A build may install a hundred packages; the console itself stops it long before. */
    private static final Duration LIMIT = Duration.ofMinutes(40);

    /** Hears about the way; a script needs none of it. */
    interface Listener {
        void uploaded(long bytes, long total);

        void finished(JsonNode step);
    }

    private final ConsoleClient console;
    private final InstantSource clock;
    private final Listener listener;

    Deployment(ConsoleClient console, InstantSource clock, Listener listener) {
        this.console = console;
        this.clock = clock;
        this.listener = listener;
    }

    /** Makes the site unless it exists; refusals (a taken name, a token that may not) come from the console. */
    void ensureSite(String site) {
        if (console.find("sites/" + quote(site)).isEmpty()) {
            console.post("sites", Map.of("name", site));
        }
    }

    /** @return the deployment as the console tells it after its last step, whether it went well or not */
    JsonNode run(String site, BundleSource source, @Nullable String version, boolean promote)
            throws InterruptedException {
        var query = "?filename=" + quote(source.filename()) + "&promote=" + promote;
        if (version != null) {
            query += "&version=" + quote(version);
        }
        var base = "sites/" + quote(site) + "/deployments";
        var deployment = console.upload(base + query, body(source));
        var deadline = clock.instant().plus(LIMIT);
        var told = 0;
        while (true) {
            told = tellSteps(deployment, told);
            if (!deployment.path("state").asString("").equals("RUNNING")) {
                return deployment;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new Failure(
                        "The deployment has not ended within " + LIMIT.toMinutes() + " minutes",
                        "Look at it in the console.");
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            deployment = console.get(base + "/" + deployment.path("id").asString());
        }
    }

    /** Where visitors find what was deployed: the site's own address once it has the traffic, else the version's. */
    String addressOf(String site, JsonNode deployment, boolean promoted) {
        var isDefault = deployment.path("service").asString("default").equals("default");
        return promoted && isDefault
                ? console.get("sites/" + quote(site)).path("address").asString()
                : deployment.path("url").asString("");
    }

    private int tellSteps(JsonNode deployment, int told) {
        var steps = deployment.path("steps");
        var next = told;
        while (next < steps.size() && isOver(steps.get(next))) {
            listener.finished(steps.get(next));
            next++;
        }
        return next;
    }

    private static boolean isOver(JsonNode step) {
        return switch (step.path("state").asString("")) {
            case "DONE", "FAILED", "SKIPPED" -> true;
            default -> false;
        };
    }

    private BodyPublisher body(BundleSource source) {
        var total = source.size();
        var stream = BodyPublishers.ofInputStream(() -> open(source));
        return total.isPresent() ? BodyPublishers.fromPublisher(stream, Math.max(1, total.getAsLong())) : stream;
    }

    private InputStream open(BundleSource source) {
        try {
            return new Counting(source.open(), source.size().orElse(-1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private final class Counting extends FilterInputStream {
        private final long total;
        private long sent;

        private Counting(InputStream inner, long total) {
            super(inner);
            this.total = total;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var read = super.read(buffer, offset, length);
            if (read > 0) {
                sent += read;
                listener.uploaded(sent, total);
            }
            return read;
        }
    }
}
