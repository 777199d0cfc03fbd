package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.QueueDefinition.Mode;
import io.ironstead.model.app.RetryRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The queues of {@code queue.yaml} and {@code queue.xml}; bounds are App Engine's. */
final class QueueEntries {
    static final List<String> MAPS = List.of("retry_parameters", "acl");
    static final Pattern TARGET = Pattern.compile("[a-z\\d-]{1,63}(\\.[a-z\\d-]{1,63}){0,2}");

    private static final int QUEUES_MAX = 100;
    private static final double BACKOFF_SECONDS_MAX = 30 * 86_400;
    private static final Pattern RATE = Pattern.compile("(0|[0-9]{1,9}(?:\\.[0-9]{1,9})?/([smhd]))");

    private QueueEntries() {}

    static List<QueueDefinition> read(List<FileEntry> entries) throws DescriptorException {
        var queues = new ArrayList<QueueDefinition>();
        var names = new HashSet<String>();
        for (var entry : entries) {
            var queue = queue(entry);
            if (!names.add(queue.name())) {
                throw entry.wrong("name", "there are two queues \"" + queue.name() + "\"");
            }
            if (queues.size() == QUEUES_MAX) {
                throw IndexDraft.wrong(entry.where(), "a site has at most " + QUEUES_MAX + " queues");
            }
            queues.add(queue);
        }
        return queues;
    }

    private static QueueDefinition queue(FileEntry entry) throws DescriptorException {
        entry.refuseOthers(
                "a queue",
                "name",
                "mode",
                "rate",
                "bucket_size",
                "max_concurrent_requests",
                "target",
                "retry_parameters",
                "acl");
        String name = entry.required("name", "a queue");
        if (!QueueDefinition.NAME.matcher(name).matches()) {
            throw entry.wrong("name", "a queue's name is 1 to 100 letters, digits and hyphens");
        }
        Mode mode = switch (entry.text("mode").orElse("push")) {
            case "push" -> Mode.PUSH;
            case "pull" -> Mode.PULL;
            default -> throw entry.wrong("mode", "\"mode\" must be push or pull");
        };
        if (mode == Mode.PULL) {
            for (String word : List.of("rate", "bucket_size", "max_concurrent_requests", "target")) {
                if (entry.text(word).isPresent()) {
                    throw entry.wrong(word, "a pull queue has no \"" + word + "\"");
                }
            }
        }
        String rate = mode == Mode.PULL ? "" : entry.required("rate", "a push queue");
        var retry = entry.part("retry_parameters");
        return new QueueDefinition(
                name,
                mode,
                mode == Mode.PULL ? 0 : perSecond(entry, rate),
                rate,
                entry.number("bucket_size", 5, 1, 500),
                entry.whole("max_concurrent_requests", 1000, 1, 5000),
                target(entry),
                retry.isPresent() ? retry(retry.get(), "task") : RetryRules.DEFAULT);
    }

    static Optional<String> target(FileEntry entry) throws DescriptorException {
        var target = entry.text("target");
        if (target.isPresent() && !TARGET.matcher(target.get()).matches()) {
            throw entry.wrong("target", "a target is service, version.service or instance.version.service");
        }
        return target;
    }

    private static double perSecond(FileEntry entry, String rate) throws DescriptorException {
        var matcher = RATE.matcher(rate);
        if (!matcher.matches()) {
            throw entry.wrong("rate", "a rate is such as 5/s, 10/m, 100/h or 1/d, not \"" + rate + "\"");
        }
        if (matcher.group(2) == null) {
            return 0;
        }
        double number = Double.parseDouble(rate.substring(0, rate.indexOf('/')));
        return number
                / switch (matcher.group(2)) {
                    case "s" -> 1;
                    case "m" -> 60;
                    case "h" -> 3_600;
                    default -> 86_400;
                };
    }

    /** @param what {@code task} or {@code job}, which the words for limits begin with */
    static RetryRules retry(FileEntry entry, String what) throws DescriptorException {
        String limit = what + "_retry_limit";
        String age = what + "_age_limit";
        entry.refuseOthers(
                "retry parameters", limit, age, "min_backoff_seconds", "max_backoff_seconds", "max_doublings");
        double min = entry.number("min_backoff_seconds", 0.1, 0, BACKOFF_SECONDS_MAX);
        double max = entry.number("max_backoff_seconds", Math.max(min, 3_600), 0, BACKOFF_SECONDS_MAX);
        if (max < min) {
            boolean maxIsSaid = entry.text("max_backoff_seconds").isPresent();
            throw entry.wrong(
                    maxIsSaid ? "max_backoff_seconds" : "min_backoff_seconds",
                    "\"max_backoff_seconds\" must not be below \"min_backoff_seconds\"");
        }
        Optional<Duration> ageLimit = Optional.empty();
        if (entry.text(age).isPresent()) {
            ageLimit = Durations.parse(entry.text(age).get()).filter(span -> span.isPositive());
            if (ageLimit.isEmpty()) {
                throw entry.wrong(age, "\"" + age + "\" is such as 30s, 10m, 4h or 2d");
            }
        }
        return new RetryRules(
                entry.text(limit).isEmpty()
                        ? Optional.empty()
                        : Optional.of(entry.whole(limit, 0, 0, what.equals("job") ? 5 : Integer.MAX_VALUE)),
                ageLimit,
                seconds(min),
                seconds(max),
                entry.whole("max_doublings", what.equals("job") ? 5 : 16, 0, 1_000));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
