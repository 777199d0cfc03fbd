package io.ironstead.services.taskqueue;

import com.google.protobuf.ByteString;
import io.ironstead.model.app.RetryRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task that waits.
 *
 * @param named by the program, which leaves a tombstone; else by the platform
 * @param eta not delivered before; of a pull task: not leased before
 * @param request what is sent; absent for a pull task
 * @param payload the request's body, or what a pull task is about
 * @param tag of a pull task; absent for none
 * @param retry its own rules; absent: its queue's
 * @param progress what became of it so far
 */
public record Task(
        String queue,
        String name,
        boolean named,
        Instant eta,
        Optional<Request> request,
        ByteString payload,
        Optional<String> tag,
        Optional<RetryRules> retry,
        Progress progress) {

    /**
     * What a push task sends.
     *
     * @param method {@code GET}, {@code POST}, {@code HEAD}, {@code PUT} or {@code DELETE}
     * @param url path and query
     * @param target as in {@code queue.yaml}; absent: the default service
     */
    public record Request(String method, String url, List<Header> headers, Optional<String> target) {
        public Request {
            headers = List.copyOf(headers);
        }
    }

    public record Header(String name, String value) {}

    /**
     * What became of a task so far.
     *
     * @param retries failed attempts, those included that found no instance; of a pull task: leases
     * @param executions attempts that got an answer of the program
     * @param previous the status of the last answer; 0 when there was none
     * @param created when it was added
     * @param first when it was tried first; absent before
     */
    public record Progress(int retries, int executions, int previous, Instant created, Optional<Instant> first) {
        public static Progress fresh(Instant created) {
            return new Progress(0, 0, 0, created, Optional.empty());
        }

        Progress leased() {
            return new Progress(retries + 1, executions, previous, created, first);
        }

        Progress failed(Instant began, int status) {
            return new Progress(
                    retries + 1,
                    executions + (status > 0 ? 1 : 0),
                    status,
                    created,
                    first.isPresent() ? first : Optional.of(began));
        }
    }

    Task at(Instant changed) {
        return new Task(queue, name, named, changed, request, payload, tag, retry, progress);
    }

    Task with(Progress changed) {
        return new Task(queue, name, named, eta, request, payload, tag, retry, changed);
    }
}
