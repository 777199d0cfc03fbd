package io.ironstead.agent;

import io.grpc.Channel;
import io.ironstead.agent.cluster.Goodbye;
import io.ironstead.agent.converse.Membership;
import io.ironstead.agent.link.ConsoleLink;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.agent.tasks.BrokerDelivery;
import io.ironstead.broker.Broker;
import io.ironstead.cluster.DataPart;
import io.ironstead.instances.Instances;
import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.ToConsole;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects parts that need each other: instances tell the console of events, over a link whose listener steers those
 * instances. What is said before the other side is there is lost, and nothing is said that early.
 */
final class Switchboard implements Membership {
    private final AtomicReference<@Nullable ConsoleLink> link = new AtomicReference<>();
    private final AtomicReference<@Nullable Supervisor> supervisor = new AtomicReference<>();
    private final AtomicReference<@Nullable Agent> agent = new AtomicReference<>();

    private final AtomicReference<@Nullable Goodbye> goodbye = new AtomicReference<>();
    private final AtomicReference<@Nullable Instances> instances = new AtomicReference<>();
    private final AtomicReference<@Nullable Broker> broker = new AtomicReference<>();
    private final AtomicReference<Supplier<DataPart>> data = new AtomicReference<>(() -> DataPart.NONE);

    void put(ConsoleLink made) {
        link.set(made);
    }

    void put(Supervisor made) {
        supervisor.set(made);
    }

    /** What the console last said; nothing before the supervisor is there. */
    DesiredState desired() {
        var made = supervisor.get();
        return made == null ? DesiredState.NOTHING : made.desired();
    }

    void put(Goodbye made) {
        goodbye.set(made);
    }

    /** This node takes nothing new: the console is having it emptied, or it stops. */
    boolean empties() {
        var made = goodbye.get();
        return desired().drain() || (made != null && made.isSaid());
    }

    void put(Instances made) {
        instances.set(made);
    }

    /** Empty before they are there. */
    Optional<Instances> instances() {
        return Optional.ofNullable(instances.get());
    }

    /** Lines that a program logs through the API. */
    void log(VersionKey version, InstanceId instance, boolean error, List<String> lines) {
        var made = instances.get();
        if (made != null) {
            made.log(version, instance, error, lines);
        }
    }

    void put(Broker made) {
        broker.set(made);
    }

    /** Where visitors come in; empty before the doors are open. */
    OptionalInt visitorsPort() {
        var made = broker.get();
        return made == null
                ? OptionalInt.empty()
                : OptionalInt.of(made.httpAddress().getPort());
    }

    /** Where the platform's own requests go in; empty before the doors are open. */
    Optional<BrokerDelivery.Door> insideDoor() {
        return Optional.ofNullable(broker.get())
                .map(made -> new BrokerDelivery.Door(made.httpAddress(), made.insideHeader()));
    }

    void put(Supplier<DataPart> made) {
        data.set(made);
    }

    /** What this node does for the sites' data; nothing before its door is open. */
    DataPart dataPart() {
        return data.get().get();
    }

    void put(Agent made) {
        agent.set(made);
    }

    void send(ToConsole message) {
        var made = link.get();
        if (made != null) {
            made.send(message);
        }
    }

    void happened(NodeEvent event) {
        send(new ToConsole.Happened(event));
    }

    Optional<Channel> channel() {
        var made = link.get();
        return made == null ? Optional.empty() : made.channel();
    }

    @Override
    public void accepted() {
        tell(Membership::accepted);
    }

    @Override
    public void refused() {
        tell(Membership::refused);
    }

    @Override
    public void ended() {
        tell(Membership::ended);
    }

    void renewIfDue() {
        tell(Agent::renewIfDue);
    }

    private void tell(Consumer<? super Agent> news) {
        var made = agent.get();
        if (made != null) {
            news.accept(made);
        }
    }
}
