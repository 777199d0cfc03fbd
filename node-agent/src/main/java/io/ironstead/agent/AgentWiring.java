package io.ironstead.agent;

import io.ironstead.agent.cluster.Goodbye;
import io.ironstead.agent.converse.DataDesk;
import io.ironstead.agent.converse.Orders;
import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.data.pool.HandOver;
import io.ironstead.agent.disk.DataFolder;
import io.ironstead.agent.files.NodeFiles;
import io.ironstead.agent.hosting.ConsoleBundles;
import io.ironstead.agent.hosting.HostedVersions;
import io.ironstead.agent.hosting.HostedWorkshop;
import io.ironstead.agent.hosting.SafeUnpacker;
import io.ironstead.agent.join.Renewal;
import io.ironstead.agent.link.Backoff;
import io.ironstead.agent.link.BundleFetch;
import io.ironstead.agent.link.ConsoleChannels;
import io.ironstead.agent.link.ConsoleLink;
import io.ironstead.agent.metrics.FactsReader;
import io.ironstead.agent.metrics.InstalledRuntimes;
import io.ironstead.agent.metrics.Machine;
import io.ironstead.agent.metrics.Reports;
import io.ironstead.agent.supervise.Supervisor;
import io.ironstead.agent.timers.FixedRate;
import io.ironstead.agent.timers.SystemTimers;
import io.ironstead.agent.tls.OwnCertificate;
import io.ironstead.broker.Broker;
import io.ironstead.broker.BrokerListener;
import io.ironstead.broker.PeersDoor;
import io.ironstead.cluster.Neighbours;
import io.ironstead.cluster.NodeCard;
import io.ironstead.instances.InstanceLimits;
import io.ironstead.instances.InstanceSettings;
import io.ironstead.instances.Instances;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.TicketOffice;
import io.ironstead.model.control.ClusterPoint;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.NodeFacts;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import io.ironstead.sandbox.PlainSandbox;
import io.ironstead.sandbox.Sandbox;
import io.ironstead.sandbox.Walls;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.services.taskqueue.NodeTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Builds the parts of a node and tells each of the others. The only place of the agent that asks for the time of day. */
@Configuration(proxyBeanMethods = false)
class AgentWiring {
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final Duration BUNDLE_PROGRESS_MAX = Duration.ofSeconds(30);
    private static final Duration VERSIONS_LOOK = Duration.ofMillis(100);
    private static final Duration RENEWAL_LOOK = Duration.ofHours(1);
    private static final long SMALLEST_INSTANCE_BYTES = 512L * 1024 * 1024;

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    @Primary
    SystemTimers timers() {
        return new SystemTimers("timers");
    }

    /** Taking the traffic of busy event loops may take a while; the link must not wait for that. */
    @Bean
    SystemTimers reportTimers() {
        return new SystemTimers("reports");
    }

    @Bean
    DataFolder dataFolder(AgentSettings settings) {
        try {
            var folder = DataFolder.take(settings.dataDir())
                    .orElseThrow(() -> new CannotStart("Another agent is running in " + settings.dataDir()
                            + ". Stop it first, or give this one a folder of its own with --agent.data-dir."));
            // Before any door opens: who finds a site answering must not find a killed agent's addresses.
            AgentFile.removeFrom(folder.path());
            return folder;
        } catch (IOException unusable) {
            throw new CannotStart(
                    "The folder " + settings.dataDir() + " cannot be used (" + unusable.getMessage()
                            + "). Choose another with --agent.data-dir.",
                    unusable);
        }
    }

    @Bean
    Machine machine(DataFolder folder) {
        return new Machine(Path.of("/proc"), folder.path());
    }

    @Bean
    FactsReader facts(Machine machine) {
        return new FactsReader(machine, Path.of("/etc/os-release"));
    }

    @Bean
    NodeDisk nodeDisk(DataFolder folder) {
        return new NodeDisk(folder);
    }

    @Bean
    Switchboard switchboard() {
        return new Switchboard();
    }

    /** Joining comes first of all that lasts: a server that is no node needs no open port. */
    @Bean
    Renewal renewal(
            NodeDisk disk, AgentSettings settings, FactsReader facts, SystemTimers timers, InstantSource clock) {
        var identity = disk.settle(settings, facts.hostName(), timers);
        return new Renewal(identity, disk.identities(), clock);
    }

    @Bean(destroyMethod = "")
    Sandbox sandbox(DataFolder folder, AgentSettings settings, EgressProxy egress, Renewal joined) {
        var own = folder.path().resolve("sandbox");
        if (settings.sandbox().equals("none")) {
            return new PlainSandbox(own.resolve("plain"), "The operator wants none: agent.sandbox=none");
        }
        var users = settings.tenantUsers().split("\\+");
        return Walls.thickest(
                own,
                Integer.parseInt(users[0]),
                Integer.parseInt(users[1]),
                egress,
                InstanceSettings.registries(System.getenv()));
    }

    @Bean
    EgressProxy egress() {
        return new EgressProxy();
    }

    @Bean
    InstanceSettings instanceSettings(AgentSettings settings, DataFolder folder, FactsReader facts) {
        var limits = InstanceLimits.of(
                instanceMemoryBytes(settings, facts), Runtime.getRuntime().availableProcessors());
        var usual = InstanceSettings.usual(folder.path().resolve("instances"), limits)
                .withTrustedCodeOnly(settings.trustedCodeOnly());
        return settings.javaHostDir() == null ? usual : usual.withJavaHost(settings.javaHostDir());
    }

    private static long instanceMemoryBytes(AgentSettings settings, FactsReader facts) {
        long wished = settings.instanceMemory().toBytes();
        return wished > 0 ? wished : Math.max(SMALLEST_INSTANCE_BYTES, facts.memoryBytes() / 4 * 3);
    }

    @Bean(destroyMethod = "")
    Instances instances(
            InstanceSettings settings,
            Sandbox sandbox,
            DataFolder folder,
            Switchboard switchboard,
            SystemTimers timers,
            InstanceSurroundings surroundings,
            InstantSource clock) {
        var fetch = new BundleFetch(switchboard::channel, timers, new SecureRandom(), BUNDLE_PROGRESS_MAX);
        var instances = new Instances(
                settings,
                sandbox,
                new ConsoleBundles(folder.path().resolve("arrivals"), fetch),
                new SafeUnpacker(),
                surroundings,
                switchboard::happened,
                clock);
        switchboard.put(instances);
        return instances;
    }

    @Bean
    HostedVersions versions(Instances instances) {
        return new HostedVersions(instances);
    }

    @Bean
    Routes routes(AgentSettings settings, Instances instances) {
        return new Routes(settings.platformDomain(), instances::filesOf);
    }

    /** Begins with what the disk remembers, before the doors open. */
    @Bean(destroyMethod = "")
    Supervisor supervisor(
            NodeDisk disk, HostedVersions versions, Instances instances, Routes routes, Switchboard switchboard) {
        try {
            if (disk.desired().load().members().size() > 1) {
                // Others may be running what should run once: nothing starts unasked before placement has heard of
                // them.
                instances.share(_ -> Optional.empty());
            }
            var supervisor = new Supervisor(disk.desired(), versions, routes);
            switchboard.put(supervisor);
            supervisor.start();
            return supervisor;
        } catch (IOException unreadable) {
            throw new CannotStart("The desired state on disk cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    @Bean(destroyMethod = "")
    Broker broker(
            AgentSettings settings,
            DataFolder folder,
            Renewal identity,
            Instances instances,
            Routes routes,
            Supervisor started,
            PeersDoor peers,
            TicketOffice tickets,
            Switchboard switchboard,
            InstantSource clock) {
        var certificate = new OwnCertificate(folder.path().resolve("tls"), settings.platformDomain(), clock);
        var door = new FrontDoor(settings, certificate, identity, peers, clock);
        BrokerListener listener = (domain, reason) -> switchboard.happened(new NodeEvent(
                clock.instant(),
                NodeEvent.Level.ATTENTION,
                Optional.empty(),
                "The certificate of " + domain + " cannot be used: " + reason));
        var broker = routes.openWith(table -> door.open(instances, tickets, listener, table));
        switchboard.put(broker);
        return broker;
    }

    @Bean
    NodeFacts nodeFacts(
            FactsReader facts,
            AgentSettings settings,
            Broker broker,
            Sandbox sandbox,
            InstanceSettings instances,
            ClusterPoint point) {
        var runtimes = InstalledRuntimes.find(
                instances.python(), instances.node(), instances.javaHostDir().isPresent());
        var address = Addresses.withPort(
                new Addresses(settings.httpAddress()).remote(),
                broker.httpAddress().getPort());
        var wall = sandbox.wall() + ": " + sandbox.wall().reason();
        return facts.read(address, wall, runtimes, Optional.of(point));
    }

    @Bean
    Supplier<NodeReport> reading(
            Machine machine,
            Supervisor supervisor,
            Instances instances,
            Broker broker,
            SiteData data,
            Neighbours neighbours,
            NodeFiles files,
            InstantSource clock) {
        return () -> {
            var traffic = broker.takeTraffic();
            return new NodeReport(
                    clock.instant(),
                    supervisor.revisionApplied(),
                    machine.load(),
                    traffic.loads(),
                    instances.versionReports(),
                    instances.instanceReports(),
                    traffic.samples(),
                    data.takeLoads(),
                    neighbours.alive().stream().map(NodeCard::node).sorted().toList(),
                    Optional.of(files.report()));
        };
    }

    @Bean(destroyMethod = "")
    Orders orders(
            Renewal identity,
            NodeFacts facts,
            Supervisor supervisor,
            Instances instances,
            DataDesk data,
            Switchboard switchboard) {
        return new Orders(
                () -> new ToConsole.Hello(
                        identity.get().node(), AgentVersion.get(), supervisor.revisionApplied(), facts),
                supervisor,
                new HostedWorkshop(instances),
                data,
                switchboard);
    }

    @Bean(destroyMethod = "")
    ConsoleLink link(Renewal identity, Orders orders, SystemTimers timers, Switchboard switchboard) {
        var backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, new SecureRandom());
        var link = new ConsoleLink(new ConsoleChannels(identity), orders, timers, backoff);
        switchboard.put(link);
        return link;
    }

    @Bean
    Agent.Parts parts(
            Sandbox sandbox,
            Instances instances,
            Broker broker,
            NodeTasks tasks,
            Supervisor supervisor,
            Orders orders,
            ConsoleLink link,
            Goodbye goodbye,
            HandOver handOver) {
        return new Agent.Parts(sandbox, instances, broker, tasks, supervisor, orders, link, goodbye, handOver);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Agent agent(
            NodeDisk disk,
            Renewal identity,
            AgentSettings settings,
            DataFolder folder,
            Agent.Parts parts,
            DataWiring.MachineDoor datastore,
            List<FixedRate> rhythms,
            Switchboard switchboard,
            ConfigurableApplicationContext context) {
        var agent = new Agent(
                disk,
                identity,
                new AgentFile(folder.path(), new Addresses(settings.httpAddress()), datastore.address()),
                parts,
                rhythms,
                () -> System.exit(SpringApplication.exit(context)));
        switchboard.put(agent);
        return agent;
    }

    @Bean(destroyMethod = "")
    FixedRate versionsWatch(SystemTimers timers, HostedVersions versions, Supervisor supervisor) {
        return new FixedRate(timers, VERSIONS_LOOK, () -> {
            if (versions.refresh()) {
                supervisor.versionsChanged();
            }
        });
    }

    @Bean(destroyMethod = "")
    FixedRate reports(
            @Qualifier("reportTimers") SystemTimers timers, Supplier<NodeReport> reading, Switchboard switchboard) {
        return Reports.everySecond(timers, reading, report -> switchboard.send(new ToConsole.Report(report)));
    }

    @Bean(destroyMethod = "")
    FixedRate renewals(SystemTimers timers, Switchboard switchboard) {
        return new FixedRate(timers, RENEWAL_LOOK, switchboard::renewIfDue);
    }
}
