package io.ironstead.console.agentlink;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ironstead.console.audit.EventFeed;
import io.ironstead.console.fleet.DesiredStates;
import io.ironstead.console.fleet.LiveFleet;
import io.ironstead.console.fleet.Machine;
import io.ironstead.console.fleet.MachineService;
import io.ironstead.console.fleet.MachineService.MachineRemoved;
import io.ironstead.console.signin.SiteSignInService;
import io.ironstead.console.sites.SitesChanged;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.PoolMember;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The machines that are connected, one standing call each; a newer call of the same machine ends the older. Every
 * change of sites, versions or machines reaches all of them within a tenth of a second of its commit.
 */
@Component
class Conversations {
    private static final Logger log = LoggerFactory.getLogger(Conversations.class);

    private final MachineService machines;
    private final DesiredStates states;
    private final LiveFleet fleet;
    private final EventFeed events;
    private final Replies replies;
    private final SiteSignInService signIn;
    private final Map<NodeId, Conversation> open = new ConcurrentHashMap<>();
    private final AtomicBoolean stale = new AtomicBoolean();

    Conversations(
            MachineService machines,
            DesiredStates states,
            LiveFleet fleet,
            EventFeed events,
            Replies replies,
            SiteSignInService signIn) {
        this.machines = machines;
        this.states = states;
        this.fleet = fleet;
        this.events = events;
        this.replies = replies;
        this.signIn = signIn;
    }

    StreamObserver<ToConsole> converse(StreamObserver<ToNode> answers) {
        var node = NodeIdentity.NODE.get(Context.current());
        var out = (ServerCallStreamObserver<ToNode>) answers;
        var conversation = new Conversation(node, out);
        out.setOnReadyHandler(conversation::drain);
        out.setOnCancelHandler(() -> open.remove(node, conversation));
        return new StreamObserver<>() {
            @Override
            public void onNext(ToConsole message) {
                hear(conversation, message);
            }

            @Override
            public void onError(Throwable broken) {
                open.remove(node, conversation);
            }

            @Override
            public void onCompleted() {
                open.remove(node, conversation);
                conversation.end(Status.OK);
            }
        };
    }

    /** False when the machine is not connected. */
    boolean send(NodeId node, ToNode message) {
        var conversation = open.get(node);
        if (conversation == null) {
            return false;
        }
        conversation.send(message);
        return true;
    }

    /** The machines that are connected now. */
    Set<NodeId> connected() {
        return Set.copyOf(open.keySet());
    }

    /** Sends to every connected machine. */
    void sendAll(ToNode message) {
        open.values().forEach(conversation -> conversation.send(message));
    }

    private void hear(Conversation from, ToConsole message) {
        try {
            switch (message) {
                case ToConsole.Hello hello -> greet(from, hello);
                // A call that has not said who it is, or that a newer one or a removal has ended, is not listened to.
                case ToConsole _ when open.get(from.node()) != from -> {}
                case ToConsole.Report(var report) -> fleet.accept(from.node(), report);
                case ToConsole.Happened(var event) ->
                    events.happened(event.level(), event.site(), Optional.of(from.node()), event.sentence());
                case ToConsole.Lines lines -> replies.lines(lines);
                case ToConsole.BuildLog built -> replies.buildLog(built);
                case ToConsole.DatastoreAnswer answer -> replies.datastore(answer);
                case ToConsole.Refused(var what, var reason) ->
                    log.atWarn()
                            .addKeyValue("node", from.node())
                            .addKeyValue("what", what)
                            .addKeyValue("reason", reason)
                            .log("A machine refused a message");
            }
        } catch (RuntimeException broken) {
            // The edge of the wire: one bad message must not end the call.
            log.atWarn().addKeyValue("node", from.node()).setCause(broken).log("A machine's message failed");
            if (message instanceof ToConsole.Hello) {
                // But a machine that was not greeted would wait for ever: it comes again.
                open.remove(from.node(), from);
                from.end(Status.UNAVAILABLE.withDescription("The console could not take this call, try again"));
            }
        }
    }

    private void greet(Conversation from, ToConsole.Hello hello) {
        if (!hello.node().equals(from.node())) {
            from.end(Status.PERMISSION_DENIED.withDescription("The certificate is of another machine"));
            return;
        }
        var older = open.put(from.node(), from);
        if (older != null && older != from) {
            older.end(Status.ABORTED.withDescription("A newer call of this machine took over"));
        }
        var reachedBefore = machines.all().stream()
                .filter(machine -> machine.id().equals(from.node()))
                .findFirst()
                .flatMap(Machine::facts)
                .flatMap(NodeFacts::cluster);
        if (!machines.learn(from.node(), hello.facts())) {
            // Removed between its certificate's check and now.
            open.remove(from.node(), from);
            from.end(Status.PERMISSION_DENIED.withDescription("This machine was removed from the pool"));
            return;
        }
        states.atLeast(hello.revisionApplied());
        from.want(addressed(states.next(), from.node()));
        // A tail that is opened at this very moment may be sent twice: the machine knows it by its number.
        replies.openTails().forEach(from::send);
        if (!hello.facts().cluster().equals(reachedBefore)) {
            // The others have to learn where it is reached.
            stale.set(true);
        }
        log.atInfo().addKeyValue("node", from.node()).log("Machine connected");
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void changed(SitesChanged change) {
        stale.set(true);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void removed(MachineRemoved removal) {
        var conversation = open.remove(removal.node());
        if (conversation != null) {
            conversation.send(new ToNode.Leave());
            conversation.end(Status.PERMISSION_DENIED.withDescription("This machine was removed from the pool"));
        }
        fleet.forget(removal.node());
    }

    /** Many changes within a tenth of a second become one message. */
    @Scheduled(fixedDelayString = "PT0.1S")
    void publish() {
        if (open.isEmpty() || !stale.getAndSet(false)) {
            return;
        }
        try {
            var state = states.next();
            open.values().forEach(conversation -> conversation.want(addressed(state, conversation.node())));
        } catch (RuntimeException broken) {
            // The edge of a timer: what could not be told now is told next time, not never.
            stale.set(true);
            log.atWarn().setCause(broken).log("The desired state could not be told");
        }
    }

    private DesiredState addressed(DesiredState state, NodeId node) {
        var all = machines.all();
        var draining = all.stream().collect(Collectors.toMap(m -> m.id(), m -> m.draining()));
        return new DesiredState(
                state.revision(),
                draining.getOrDefault(node, false),
                state.sites(),
                machines.dataNode(),
                Optional.of(signIn.forNodes()),
                all.stream()
                        .flatMap(
                                machine -> machine
                                        .facts()
                                        .flatMap(NodeFacts::cluster)
                                        .map(point -> new PoolMember(machine.id(), point))
                                        .stream())
                        .toList());
    }
}
