package io.ironstead.services.wire;

import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueAddRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueMode;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueRetryParameters;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueServiceError.ErrorCode;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.QueueDefinition.Mode;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.taskqueue.SiteSchedule;
import io.ironstead.services.taskqueue.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Tasks from {@code TaskQueueAddRequest}s, checked by App Engine's bounds. */
final class TaskMessages {
    static final Pattern TASK_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,500}");

    private static final int PUSH_BYTES_MAX = 100 * 1024;
    private static final int PULL_BYTES_MAX = 1_000_000;
    private static final int URL_LENGTH_MAX = 2_083;
    private static final int TAG_BYTES_MAX = 500;
    private static final Duration ETA_MAX = Duration.ofDays(30);
    private static final Pattern TARGET = Pattern.compile("[a-z\\d-]{1,63}(\\.[a-z\\d-]{1,63}){0,2}");

    private TaskMessages() {}

    /** What is wrong with a request; OK when nothing is. */
    static ErrorCode check(TaskQueueAddRequest request, SiteSchedule schedule, Instant now) {
        String name = request.getQueueName().toStringUtf8();
        if (!QueueDefinition.NAME.matcher(name).matches()) {
            return ErrorCode.INVALID_QUEUE_NAME;
        }
        var queue = schedule.queue(name);
        if (queue.isEmpty()) {
            return ErrorCode.UNKNOWN_QUEUE;
        }
        boolean pull = request.getMode() == TaskQueueMode.Mode.PULL;
        if (pull != (queue.get().mode() == Mode.PULL)) {
            return ErrorCode.INVALID_QUEUE_MODE;
        }
        if (!request.getTaskName().isEmpty()
                && !TASK_NAME.matcher(request.getTaskName().toStringUtf8()).matches()) {
            return ErrorCode.INVALID_TASK_NAME;
        }
        if (!request.getTaskName().isEmpty() && request.hasTransaction()) {
            return ErrorCode.INVALID_TASK_NAME;
        }
        if (request.getEtaUsec() < 0
                || request.getEtaUsec() / 1_000_000 > now.plus(ETA_MAX).getEpochSecond()) {
            return ErrorCode.INVALID_ETA;
        }
        if (request.getSerializedSize() > (pull ? PULL_BYTES_MAX : PUSH_BYTES_MAX)) {
            return ErrorCode.TASK_TOO_LARGE;
        }
        if (!pull && !isPath(request.getUrl())) {
            return ErrorCode.INVALID_URL;
        }
        if (request.hasTag() && (!pull || request.getTag().size() > TAG_BYTES_MAX)) {
            return ErrorCode.INVALID_TAG;
        }
        return isSound(request.getRetryParameters()) ? ErrorCode.OK : ErrorCode.INVALID_RETRY_PARAMETERS;
    }

    private static boolean isPath(ByteString url) {
        String text = url.toStringUtf8();
        return text.startsWith("/")
                && text.length() <= URL_LENGTH_MAX
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static boolean isSound(TaskQueueRetryParameters retry) {
        boolean backoffs = retry.getMinBackoffSec() >= 0
                && retry.getMaxBackoffSec() >= 0
                && (!retry.hasMinBackoffSec()
                        || !retry.hasMaxBackoffSec()
                        || retry.getMinBackoffSec() <= retry.getMaxBackoffSec());
        return backoffs && retry.getRetryLimit() >= 0 && retry.getAgeLimitSec() >= 0 && retry.getMaxDoublings() >= 0;
    }

    /**
     * @param request one that {@link #check} found sound
     * @param home where the caller's own tasks go that say nothing of it
     * @param address of the site, without port
     */
    static Task task(TaskQueueAddRequest request, String home, String address, Instant now, RandomGenerator random) {
        boolean named = !request.getTaskName().isEmpty();
        String name = named
                ? request.getTaskName().toStringUtf8()
                : String.format("%019d%d", random.nextLong(Long.MAX_VALUE), random.nextInt(10));
        boolean pull = request.getMode() == TaskQueueMode.Mode.PULL;
        long eta = request.getEtaUsec();
        return new Task(
                request.getQueueName().toStringUtf8(),
                name,
                named,
                eta == 0
                        ? now.truncatedTo(java.time.temporal.ChronoUnit.MICROS)
                        : Instant.ofEpochSecond(eta / 1_000_000, eta % 1_000_000 * 1_000),
                pull ? Optional.empty() : Optional.of(request(request, home, address)),
                com.google.protobuf.ByteString.copyFrom(request.getBody().asReadOnlyByteBuffer()),
                request.hasTag() ? Optional.of(request.getTag().toStringUtf8()) : Optional.empty(),
                request.hasRetryParameters() ? Optional.of(rules(request.getRetryParameters())) : Optional.empty(),
                Task.Progress.fresh(now));
    }

    private static Task.Request request(TaskQueueAddRequest request, String home, String address) {
        var headers = new ArrayList<Task.Header>();
        Optional<String> target = Optional.of(home);
        for (var header : request.getHeaderList()) {
            String name = header.getKey().toStringUtf8();
            String value = header.getValue().toStringUtf8();
            if (name.equalsIgnoreCase("host")) {
                target = target(value, address, home);
            } else if (isHeader(name, value)) {
                headers.add(new Task.Header(name, value));
            }
        }
        return new Task.Request(request.getMethod().name(), request.getUrl().toStringUtf8(), headers, target);
    }

    private static boolean isHeader(String name, String value) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')
                && value.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    /** SDKs write a target as a host: {@code v1.worker.shop.apps.example}, or with {@code -dot-}. */
    private static Optional<String> target(String host, String address, String home) {
        int port = host.indexOf(':');
        String name = port < 0 ? host : host.substring(0, port);
        if (name.equals(address)) {
            return Optional.empty();
        }
        for (String join : List.of(".", "-dot-")) {
            if (name.endsWith(join + address)) {
                String target = name.substring(0, name.length() - address.length() - join.length())
                        .replace("-dot-", ".");
                return Optional.of(target).filter(text -> TARGET.matcher(text).matches());
            }
        }
        return Optional.of(home);
    }

    private static RetryRules rules(TaskQueueRetryParameters retry) {
        double min = retry.hasMinBackoffSec() ? retry.getMinBackoffSec() : 0.1;
        double max = retry.hasMaxBackoffSec() ? retry.getMaxBackoffSec() : Math.max(3_600, min);
        return new RetryRules(
                retry.hasRetryLimit() ? Optional.of(retry.getRetryLimit()) : Optional.empty(),
                retry.hasAgeLimitSec() ? Optional.of(Duration.ofSeconds(retry.getAgeLimitSec())) : Optional.empty(),
                seconds(Math.min(min, max)),
                seconds(max),
                retry.hasMaxDoublings() ? retry.getMaxDoublings() : 16);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (Math.min(seconds, 1e9) * 1_000));
    }

    static TaskQueueRetryParameters rules(RetryRules rules) {
        var message = TaskQueueRetryParameters.newBuilder()
                .setMinBackoffSec(rules.minBackoff().toMillis() / 1e3)
                .setMaxBackoffSec(rules.maxBackoff().toMillis() / 1e3)
                .setMaxDoublings(rules.maxDoublings());
        rules.limit().ifPresent(message::setRetryLimit);
        rules.ageLimit().ifPresent(age -> message.setAgeLimitSec(age.toSeconds()));
        return message.build();
    }
}
