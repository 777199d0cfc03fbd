package io.ironstead.console.agentlink;

import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.sites.SiteService;
import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/** What programs and builds wrote, asked of the machines they run on; and the order to restart an instance. */
@Service
public class LogService {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int LINES_MAX = 10_000;

    private final SiteService sites;
    private final DeploymentService deployments;
    private final LiveFleet fleet;
    private final Conversations conversations;
    private final Replies replies;

    LogService(
            SiteService sites,
            DeploymentService deployments,
            LiveFleet fleet,
            Conversations conversations,
            Replies replies) {
        this.sites = sites;
        this.deployments = deployments;
        this.fleet = fleet;
        this.conversations = conversations;
        this.replies = replies;
    }

    /** Ends a tail; ending it again does nothing. */
    @FunctionalInterface
    public interface Tail extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Gives {@code reader} the last lines of the site on every machine, then each new one, until closed. It is called
     * on the machines' threads with a few lines at a time: hand over quickly, never block.
     *
     * @param lastLines 0 to 10,000 of each machine
     */
    public Tail tail(Caller caller, SiteName site, int lastLines, Consumer<ToConsole.Lines> reader) {
        sites.get(caller, site);
        long id = replies.openTail(site, reader);
        conversations.sendAll(new ToNode.Tail(id, site, Math.clamp(lastLines, 0, LINES_MAX)));
        return () -> {
            replies.closeTail(id);
            conversations.sendAll(new ToNode.EndTail(id));
        };
    }

    /** The output of a deployment's build; empty when no connected machine built it. Waits at most 5 seconds. */
    public String buildLog(Caller caller, SiteName site, long deployment) {
        var digest = deployments.get(caller, site, deployment).digest();
        if (digest.isEmpty()) {
            return "";
        }
        var answer = new CompletableFuture<String>();
        long id = replies.openBuildLog(answer);
        conversations.sendAll(new ToNode.SendBuildLog(id, digest.get()));
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException nobody) {
            answer.cancel(false);
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Ends an instance; another takes its place where one is needed. @throws NotFoundException when it is gone */
    public void retire(Caller caller, SiteName site, InstanceId instance) {
        caller.requireScope(Caller.Scope.DEPLOY);
        sites.get(caller, site);
        // Not the caller's own picture: a tenant's does not tell the machine.
        var placed = fleet.now(Caller.PLATFORM).site(site).stream()
                .flatMap(now -> now.instances().stream())
                .filter(candidate -> candidate.instance().id().equals(instance))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("instance", instance));
        conversations.send(placed.node(), new ToNode.Retire(instance));
    }
}
