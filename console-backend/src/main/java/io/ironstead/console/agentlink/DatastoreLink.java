package io.ironstead.console.agentlink;

import io.ironstead.console.fleet.MachineService;
import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Asks for the sites' data: the machine that joined first if it is connected, else any other, each of which passes an order on to the one
 * that leads the site. Rights are the caller's business.
 */
@Component
public class DatastoreLink {
    private static final int CALLS_MAX = 32;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final MachineService machines;
    private final Conversations conversations;
    private final Replies replies;
    private final Semaphore calls = new Semaphore(CALLS_MAX);

    DatastoreLink(MachineService machines, Conversations conversations, Replies replies) {
        this.machines = machines;
        this.conversations = conversations;
        this.replies = replies;
    }

    /**
     * Waits at most 30 seconds.
     *
     * @return empty when no machine is connected or the one asked says nothing: whether a change happened is not known then
     */
    public Optional<ToConsole.DatastoreAnswer> call(SiteName site, String method, String json) {
        var nodes = nodes();
        if (nodes.isEmpty() || !calls.tryAcquire()) {
            return Optional.empty();
        }
        var answer = new CompletableFuture<ToConsole.DatastoreAnswer>();
        try {
            long id = replies.openDatastoreCall(answer);
            var order = new ToNode.DatastoreCall(id, site, method, json);
            if (nodes.stream().noneMatch(node -> conversations.send(node, order))) {
                return Optional.empty();
            }
            return Optional.of(answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException nobody) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            answer.cancel(false);
            calls.release();
        }
    }

    /** The likeliest leader first: without a CouchDB of the pool's it is the only one. */
    private List<NodeId> nodes() {
        var nodes = new LinkedHashSet<NodeId>();
        machines.dataNode().ifPresent(nodes::add);
        nodes.addAll(conversations.connected());
        return List.copyOf(nodes);
    }
}
