package io.ironstead.services.wire;

import com.google.appengine.api.taskqueue_bytes.TaskQueuePb;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueAddRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueAddResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueBulkAddRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueBulkAddResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueDeleteRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueDeleteResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueFetchQueueStatsRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueFetchQueueStatsResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueFetchQueuesRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueFetchQueuesResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueMode;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueModifyTaskLeaseRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueModifyTaskLeaseResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueuePurgeQueueRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueuePurgeQueueResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueQueryAndOwnTasksRequest;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueQueryAndOwnTasksResponse;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueServiceError.ErrorCode;
import com.google.appengine.api.taskqueue_bytes.TaskQueuePb.TaskQueueUpdateQueueRequest;
import com.google.appengine.repackaged.com.google.protobuf.ByteString;
import com.google.appengine.repackaged.com.google.protobuf.MessageLite;
import com.google.appengine.repackaged.com.google.protobuf.Parser;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.TransactionId;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.QueueDefinition.Mode;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.LedService;
import io.ironstead.services.SiteDirectory;
import io.ironstead.services.taskqueue.PullQueue;
import io.ironstead.services.taskqueue.PullQueue.Choice;
import io.ironstead.services.taskqueue.PullQueue.Renewal;
import io.ironstead.services.taskqueue.SiteSchedule;
import io.ironstead.services.taskqueue.SiteTasks;
import io.ironstead.services.taskqueue.Task;
import io.ironstead.services.taskqueue.TaskStore.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** {@code taskqueue}: tasks of the caller's own site, kept with its data. */
public final class TaskQueueApi extends ProtoService implements LedService {
    private static final int BATCH_MAX = 100;
    private static final int DELETE_MAX = 1_000;
    private static final int LEASE_TASKS_MAX = 1_000;
    private static final int PER_TRANSACTION_MAX = 5;
    private static final int TRANSACTIONS_MAX = 20_000;
    private static final double LEASE_SECONDS_MAX = 7 * 86_400;
    private static final String IN_FILE = "Queues come with the application: list them in its queue.yaml.";
    private static final String IN_CONSOLE = "Use the page Tasks of the site in the console, or its REST API.";

    private final Function<SiteName, Optional<SiteTasks>> sites;
    private final SiteDirectory directory;
    private final RandomGenerator random;
    private final Map<Long, Integer> staged = new LinkedHashMap<>();

    /**
     * @param sites empty for a site whose tasks cannot be reached from here now
     * @param random chooses names
     */
    public TaskQueueApi(
            Function<SiteName, Optional<SiteTasks>> sites, SiteDirectory directory, RandomGenerator random) {
        super("taskqueue");
        this.sites = sites;
        this.directory = directory;
        this.random = random;
        serve("Add", TaskQueueAddRequest.parser(), this::add);
        serve("BulkAdd", TaskQueueBulkAddRequest.parser(), this::addAll);
        serve("Delete", TaskQueueDeleteRequest.parser(), this::delete);
        serve("PurgeQueue", TaskQueuePurgeQueueRequest.parser(), this::purge);
        serve("FetchQueueStats", TaskQueueFetchQueueStatsRequest.parser(), this::stats);
        serve("FetchQueues", TaskQueueFetchQueuesRequest.parser(), this::queues);
        serve("QueryAndOwnTasks", TaskQueueQueryAndOwnTasksRequest.parser(), this::lease);
        serve("ModifyTaskLease", TaskQueueModifyTaskLeaseRequest.parser(), this::renew);
        on("UpdateQueue", TaskQueueUpdateQueueRequest.parser(), (call, request) -> {
            throw new Refusal(ErrorCode.PERMISSION_DENIED_VALUE, IN_FILE);
        });
        notOffered("DeleteQueue", IN_FILE);
        notOffered("PauseQueue", IN_CONSOLE);
        notOffered("QueryTasks", IN_CONSOLE);
        notOffered("ForceRun", IN_CONSOLE);
    }

    private <Q extends MessageLite> void serve(String method, Parser<Q> parser, Handler<Q> handler) {
        on(method, parser, (call, request) -> {
            try {
                return handler.answer(call, request);
            } catch (DatastoreException refused) {
                throw refusal(refused.problem());
            }
        });
    }

    /** Codes of the datastore are 10,000 higher here. */
    private static Refusal refusal(Problem problem) {
        return switch (problem) {
            // Each method makes one commit, its last step.
            case Problem.Unavailable(String cause) -> new Refusal(ErrorCode.TRANSIENT_ERROR_VALUE, cause, true);
            case Problem.OutcomeUnknown _ ->
                new Refusal(ErrorCode.TRANSIENT_ERROR_VALUE, "Whether the tasks were added is not known.");
            case Problem.DeadlineExceeded _, Problem.Exhausted _ ->
                new Refusal(ErrorCode.TRANSIENT_ERROR_VALUE, problem.toString());
            case Problem.NoTransaction _, Problem.ReadOnlyTransaction _ ->
                new Refusal(ErrorCode.DATASTORE_BAD_REQUEST_VALUE, "The transaction has ended, or takes no writes.");
            case Problem.Contention _ ->
                new Refusal(ErrorCode.DATASTORE_CONCURRENT_TRANSACTION_VALUE, "Somebody else changed the same task.");
            default -> new Refusal(ErrorCode.DATASTORE_ERROR_VALUE, problem.toString());
        };
    }

    @Override
    public ApiResult refused(Problem problem) {
        var refusal = refusal(problem);
        return new ApiResult.ApplicationError(refusal.code(), refusal.detail());
    }

    private SiteTasks tasks(ApiCall call) {
        return sites.apply(call.caller().site())
                .orElseThrow(() -> new Refusal(
                        ErrorCode.TRANSIENT_ERROR_VALUE, "The tasks of this site are not available here now.", true));
    }

    private static QueueDefinition queue(SiteTasks tasks, ByteString name) {
        return tasks.schedule()
                .queue(name.toStringUtf8())
                .orElseThrow(() -> new Refusal(ErrorCode.UNKNOWN_QUEUE_VALUE, "There is no such queue. " + IN_FILE));
    }

    private TaskQueueAddResponse add(ApiCall call, TaskQueueAddRequest request) {
        var result = addAll(
                        call,
                        TaskQueueBulkAddRequest.newBuilder()
                                .addAddRequest(request)
                                .build())
                .getTaskResult(0);
        if (result.getResult() != ErrorCode.OK) {
            throw new Refusal(result.getResult().getNumber(), "");
        }
        var response = TaskQueueAddResponse.newBuilder();
        if (result.hasChosenTaskName()) {
            response.setChosenTaskName(result.getChosenTaskName());
        }
        return response.build();
    }

    /** What {@code datastore_v3.AddActions} does, too. */
    TaskQueueBulkAddResponse addAll(ApiCall call, TaskQueueBulkAddRequest bulk) {
        var requests = bulk.getAddRequestList();
        if (requests.isEmpty()) {
            return TaskQueueBulkAddResponse.getDefaultInstance();
        }
        if (requests.size() > BATCH_MAX) {
            throw new Refusal(ErrorCode.TOO_MANY_TASKS_VALUE, "At most " + BATCH_MAX + " tasks may be added at once.");
        }
        var first = requests.getFirst();
        boolean alike = requests.stream()
                .allMatch(one -> one.getQueueName().equals(first.getQueueName())
                        && one.hasTransaction() == first.hasTransaction()
                        && one.getTransaction().getHandle()
                                == first.getTransaction().getHandle());
        if (!alike) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST_VALUE, "Tasks added at once are of one queue and one transaction.");
        }
        var tasks = tasks(call);
        var wrong = check(requests, tasks.schedule(), tasks.now());
        if (wrong.isPresent()) {
            return wrong.get();
        }
        var fresh = tasks(call, requests, tasks.now());
        String queue = first.getQueueName().toStringUtf8();
        if (first.hasTransaction()) {
            stage(call, tasks, queue, first, fresh);
            return results(requests, fresh, fresh.stream().map(_ -> Fate.DONE).toList());
        }
        return results(requests, fresh, tasks.add(queue, fresh, call.deadline()));
    }

    /** Of tasks some of which are wrong none is added. */
    private static Optional<TaskQueueBulkAddResponse> check(
            List<TaskQueueAddRequest> requests, SiteSchedule schedule, Instant now) {
        var response = TaskQueueBulkAddResponse.newBuilder();
        var names = new HashSet<ByteString>();
        boolean sound = true;
        for (var request : requests) {
            var code = TaskMessages.check(request, schedule, now);
            if (code == ErrorCode.OK && !request.getTaskName().isEmpty() && !names.add(request.getTaskName())) {
                code = ErrorCode.DUPLICATE_TASK_NAME;
            }
            sound &= code == ErrorCode.OK;
            response.addTaskResultBuilder().setResult(code == ErrorCode.OK ? ErrorCode.SKIPPED : code);
        }
        return sound ? Optional.empty() : Optional.of(response.build());
    }

    private List<Task> tasks(ApiCall call, List<TaskQueueAddRequest> requests, Instant now) {
        String address = directory.address(call.caller().site());
        int port = address.indexOf(':');
        String name = port < 0 ? address : address.substring(0, port);
        String home = home(call);
        return requests.stream()
                .map(request -> TaskMessages.task(request, home, name, now, random))
                .toList();
    }

    /** Where a program's tasks go that say nothing of it: to its own version, or, when that has traffic, to its service. */
    private String home(ApiCall call) {
        var caller = call.caller().version();
        boolean traffic = directory
                .site(caller.site())
                .filter(site -> site.versions().stream()
                        .filter(version -> version.service().equals(caller.service())
                                && version.version().equals(caller.version()))
                        .anyMatch(version -> SiteSchedule.hasTraffic(site, version)))
                .isPresent();
        return traffic ? caller.service().value() : caller.version() + "." + caller.service();
    }

    private void stage(ApiCall call, SiteTasks tasks, String queue, TaskQueueAddRequest first, List<Task> fresh) {
        if (!first.getTransaction().getDatabaseId().isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST_VALUE, "Tasks go with transactions of the default database only.");
        }
        long handle = first.getTransaction().getHandle();
        int all = fresh.size();
        synchronized (staged) {
            all += staged.getOrDefault(handle, 0);
            if (all > PER_TRANSACTION_MAX) {
                throw new Refusal(
                        ErrorCode.DATASTORE_BAD_REQUEST_VALUE,
                        "Too many messages, maximum allowed: " + PER_TRANSACTION_MAX);
            }
            staged.remove(handle);
            if (staged.size() == TRANSACTIONS_MAX) {
                staged.remove(staged.keySet().iterator().next());
            }
            staged.put(handle, all);
        }
        tasks.stage(queue, new TransactionId(handle), fresh, call.deadline());
    }

    /** To be told when a transaction of a site committed: tasks may have come to be. */
    void committed(SiteName site, long handle) {
        boolean had;
        synchronized (staged) {
            had = staged.remove(handle) != null;
        }
        if (had) {
            sites.apply(site).ifPresent(SiteTasks::committed);
        }
    }

    private static TaskQueueBulkAddResponse results(
            List<TaskQueueAddRequest> requests, List<Task> tasks, List<Fate> fates) {
        var response = TaskQueueBulkAddResponse.newBuilder();
        for (int i = 0; i < fates.size(); i++) {
            var result = response.addTaskResultBuilder().setResult(code(fates.get(i)));
            if (fates.get(i) == Fate.DONE && requests.get(i).getTaskName().isEmpty()) {
                result.setChosenTaskName(ByteString.copyFromUtf8(tasks.get(i).name()));
            }
        }
        return response.build();
    }

    private static ErrorCode code(Fate fate) {
        return switch (fate) {
            case DONE -> ErrorCode.OK;
            case EXISTS -> ErrorCode.TASK_ALREADY_EXISTS;
            case TOMBSTONED -> ErrorCode.TOMBSTONED_TASK;
            case UNKNOWN -> ErrorCode.UNKNOWN_TASK;
        };
    }

    private TaskQueueDeleteResponse delete(ApiCall call, TaskQueueDeleteRequest request) {
        var tasks = tasks(call);
        var queue = queue(tasks, request.getQueueName());
        if (request.getTaskNameCount() > DELETE_MAX) {
            throw new Refusal(
                    ErrorCode.TOO_MANY_TASKS_VALUE, "At most " + DELETE_MAX + " tasks may be deleted at once.");
        }
        var names =
                request.getTaskNameList().stream().map(ByteString::toStringUtf8).toList();
        if (!names.stream()
                .allMatch(name -> TaskMessages.TASK_NAME.matcher(name).matches())) {
            throw new Refusal(ErrorCode.INVALID_TASK_NAME_VALUE, "One of these is no name of a task.");
        }
        var response = TaskQueueDeleteResponse.newBuilder();
        if (!names.isEmpty()) {
            tasks.delete(queue.name(), names, call.deadline()).forEach(fate -> response.addResult(code(fate)));
        }
        return response.build();
    }

    private TaskQueuePurgeQueueResponse purge(ApiCall call, TaskQueuePurgeQueueRequest request) {
        var tasks = tasks(call);
        tasks.purge(queue(tasks, request.getQueueName()).name());
        return TaskQueuePurgeQueueResponse.getDefaultInstance();
    }

    private TaskQueueFetchQueueStatsResponse stats(ApiCall call, TaskQueueFetchQueueStatsRequest request) {
        var tasks = tasks(call);
        var response = TaskQueueFetchQueueStatsResponse.newBuilder();
        for (var name : request.getQueueNameList()) {
            var view = tasks.view(queue(tasks, name));
            // Of a pull queue, too: Java's SDK takes an answer without these numbers for trouble.
            response.addQueueStatsBuilder()
                    .setNumTasks(view.tasks())
                    .setOldestEtaUsec(view.oldest().map(TaskQueueApi::micros).orElse(-1L))
                    .getScannerInfoBuilder()
                    .setExecutedLastMinute(view.endedLastMinute())
                    .setExecutedLastHour(view.endedLastHour())
                    .setSamplingDurationSeconds(60)
                    .setRequestsInFlight(view.running())
                    .setEnforcedRate(view.paused() ? 0 : view.definition().ratePerSecond());
        }
        return response.build();
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private TaskQueueFetchQueuesResponse queues(ApiCall call, TaskQueueFetchQueuesRequest request) {
        var tasks = tasks(call);
        var response = TaskQueueFetchQueuesResponse.newBuilder();
        tasks.schedule().queues().stream()
                .limit(Math.max(0, request.getMaxRows()))
                .forEach(queue -> {
                    var message = response.addQueueBuilder()
                            .setQueueName(ByteString.copyFromUtf8(queue.name()))
                            .setBucketRefillPerSecond(queue.ratePerSecond())
                            .setBucketCapacity(queue.bucketSize())
                            .setUserSpecifiedRate(queue.rate())
                            .setPaused(tasks.isPaused(queue.name()))
                            .setRetryParameters(TaskMessages.rules(queue.retry()))
                            .setMaxConcurrentRequests(queue.concurrentMax());
                    message.setMode(queue.mode() == Mode.PULL ? TaskQueueMode.Mode.PULL : TaskQueueMode.Mode.PUSH);
                });
        return response.build();
    }

    private static PullQueue pull(SiteTasks tasks, ByteString name) {
        var queue = queue(tasks, name);
        if (queue.mode() != Mode.PULL) {
            throw new Refusal(ErrorCode.INVALID_QUEUE_MODE_VALUE, "This is a push queue: its tasks are sent.");
        }
        return new PullQueue(tasks, queue);
    }

    private static Duration lease(double seconds) {
        if (!(seconds >= 0 && seconds <= LEASE_SECONDS_MAX)) {
            throw new Refusal(ErrorCode.INVALID_REQUEST_VALUE, "A lease lasts 0 seconds to 7 days.");
        }
        return Duration.ofNanos((long) (seconds * 1e6) * 1_000);
    }

    private TaskQueueQueryAndOwnTasksResponse lease(ApiCall call, TaskQueueQueryAndOwnTasksRequest request) {
        var tasks = tasks(call);
        var queue = pull(tasks, request.getQueueName());
        var lease = lease(request.getLeaseSeconds());
        if (request.getMaxTasks() < 1 || request.getMaxTasks() > LEASE_TASKS_MAX) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST_VALUE, "1 to " + LEASE_TASKS_MAX + " tasks may be leased at once.");
        }
        if (request.hasTag() && !request.getGroupByTag()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST_VALUE, "Tag specified, but group_by_tag was not.");
        }
        Choice choice = !request.getGroupByTag()
                ? Choice.Any.ANY
                : request.hasTag() ? new Choice.Tag(request.getTag().toStringUtf8()) : Choice.EldestTag.ELDEST_TAG;
        var response = TaskQueueQueryAndOwnTasksResponse.newBuilder();
        for (Task task : queue.lease(choice, (int) request.getMaxTasks(), lease, call.deadline())) {
            var message = response.addTaskBuilder()
                    .setTaskName(ByteString.copyFromUtf8(task.name()))
                    .setEtaUsec(micros(task.eta()))
                    .setRetryCount(task.progress().retries())
                    .setBody(ByteString.copyFrom(task.payload().asReadOnlyByteBuffer()));
            task.tag().ifPresent(tag -> message.setTag(ByteString.copyFromUtf8(tag)));
        }
        return response.build();
    }

    private TaskQueuePb.TaskQueueModifyTaskLeaseResponse renew(ApiCall call, TaskQueueModifyTaskLeaseRequest request) {
        var tasks = tasks(call);
        var queue = pull(tasks, request.getQueueName());
        if (tasks.isPaused(request.getQueueName().toStringUtf8())) {
            throw new Refusal(ErrorCode.QUEUE_PAUSED_VALUE, "The queue is paused.");
        }
        long eta = request.getEtaUsec();
        var renewal = queue.renew(
                request.getTaskName().toStringUtf8(),
                Instant.ofEpochSecond(Math.floorDiv(eta, 1_000_000), Math.floorMod(eta, 1_000_000) * 1_000L),
                lease(request.getLeaseSeconds()),
                call.deadline());
        return switch (renewal) {
            case Renewal.Until(Instant end) ->
                TaskQueueModifyTaskLeaseResponse.newBuilder()
                        .setUpdatedEtaUsec(micros(end))
                        .build();
            case Renewal.Refused refused ->
                throw new Refusal(
                        switch (refused) {
                            case EXPIRED -> ErrorCode.TASK_LEASE_EXPIRED_VALUE;
                            case TOMBSTONED -> ErrorCode.TOMBSTONED_TASK_VALUE;
                            case UNKNOWN -> ErrorCode.UNKNOWN_TASK_VALUE;
                        },
                        "");
        };
    }
}
