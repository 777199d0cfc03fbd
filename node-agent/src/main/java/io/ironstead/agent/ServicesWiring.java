package io.ironstead.agent;

import io.ironstead.agent.data.CouchHome;
import io.ironstead.agent.data.HostedSites;
import io.ironstead.agent.data.SiteData;
import io.ironstead.agent.data.pool.DataHealth;
import io.ironstead.agent.data.pool.PoolData;
import io.ironstead.agent.data.pool.SiteLeaders;
import io.ironstead.agent.disk.DataFolder;
import io.ironstead.agent.tasks.BrokerDelivery;
import io.ironstead.cluster.Member;
import io.ironstead.cluster.memory.HazelcastMemory;
import io.ironstead.cluster.memory.MemoryLimits;
import io.ironstead.datastore.wire.v3.V3Api;
import io.ironstead.model.SiteName;
import io.ironstead.services.api.ApiLimits;
import io.ironstead.services.api.ApiServer;
import io.ironstead.services.api.Tickets;
import io.ironstead.services.identity.SiteKeys;
import io.ironstead.services.node.NodeServices;
import io.ironstead.services.taskqueue.NodeTasks;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Builds App Engine's services and the server that programs find them at. */
@Configuration(proxyBeanMethods = false)
class ServicesWiring {
    private static final int TICKETS_MAX = 20_000;

    @Bean
    Tickets tickets(InstantSource clock) {
        return new Tickets(TICKETS_MAX, new SecureRandom(), clock);
    }

    /** Starts with its first use: until then it costs nothing. */
    @Bean
    HazelcastMemory memory(Member member, InstantSource clock) {
        return new HazelcastMemory(member, MemoryLimits.DEFAULT, clock, new SecureRandom());
    }

    @Bean
    HostedSites hostedSites(AgentSettings settings, Switchboard switchboard) {
        return new HostedSites(
                () -> switchboard.desired().sites(), settings.platformDomain(), switchboard::visitorsPort);
    }

    @Bean
    DataHealth dataHealth(CouchHome couch, SiteLeaders leaders, InstantSource clock) {
        return new DataHealth(couch, leaders::of, clock);
    }

    /** Deliveries begin with the agent. */
    @Bean(destroyMethod = "")
    NodeTasks tasks(
            SiteData data, SiteLeaders leaders, HostedSites sites, Switchboard switchboard, InstantSource clock) {
        var delivery = new BrokerDelivery(
                switchboard::insideDoor, () -> switchboard.desired().sites(), sites::hostName);
        return new NodeTasks(
                site -> leaders.isHere(site) ? Optional.of(data.platform(site)) : Optional.empty(),
                () -> switchboard.desired().sites(),
                delivery,
                clock);
    }

    @Bean
    NodeServices services(
            AgentSettings settings,
            DataFolder folder,
            HostedSites sites,
            HazelcastMemory memory,
            SiteData data,
            DataHealth health,
            NodeTasks tasks,
            PoolData pool,
            Switchboard switchboard,
            InstantSource clock) {
        Map<SiteName, V3Api> datastores = new ConcurrentHashMap<>();
        return new NodeServices(
                settings.platformDomain(),
                sites,
                switchboard::log,
                memory,
                site -> Optional.of(datastores.computeIfAbsent(site, name -> datastore(name, data, clock))),
                health::isGood,
                tasks,
                pool::service,
                new SiteKeys(folder.path().resolve("site-keys"), clock, new SecureRandom()),
                clock);
    }

    private static V3Api datastore(SiteName site, SiteData data, InstantSource clock) {
        return new V3Api("s~" + site, database -> Optional.of(data.of(site, database)), clock, new SecureRandom());
    }

    @Bean
    ApiServer apiServer(Tickets tickets, NodeServices services) {
        return new ApiServer(tickets, services.build(), ApiLimits.DEFAULT);
    }
}
