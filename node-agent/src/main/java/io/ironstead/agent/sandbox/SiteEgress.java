package io.ironstead.agent.sandbox;

import io.ironstead.model.InstanceId;
import io.ironstead.model.InstanceSurroundings;
import io.ironstead.model.VersionKey;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Gives the instances of sites that have a list the hosts on it; all others reach nothing outside. */
public final class SiteEgress implements InstanceSurroundings {
    private static final String EVERY_SITE = "*";

    private final EgressProxy proxy;
    private final Map<String, EgressRules> rules;
    private final EgressRules everySite;

    private SiteEgress(EgressProxy proxy, Map<String, EgressRules> rules) {
        this.proxy = proxy;
        this.rules = rules;
        everySite = rules.getOrDefault(EVERY_SITE, EgressRules.NONE);
    }

    /**
     * @param settings each {@code site=host[:port]}, or {@code *=host[:port]} for every site
     * @throws IllegalArgumentException when one is neither; the message names it
     */
    public static SiteEgress of(EgressProxy proxy, List<String> settings) {
        var hosts = new HashMap<String, List<String>>();
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("agent.egress must be like shop=api.example.com:443: " + setting);
            }
            hosts.computeIfAbsent(setting.substring(0, equals).strip(), _ -> new ArrayList<>())
                    .add(setting.substring(equals + 1).strip());
        }
        var everywhere = hosts.getOrDefault(EVERY_SITE, List.of());
        var rules = new HashMap<String, EgressRules>();
        hosts.forEach((site, own) -> {
            var all = new ArrayList<>(own);
            all.addAll(everywhere);
            rules.put(site, EgressRules.of(all));
        });
        return new SiteEgress(proxy, rules);
    }

    @Override
    public Opened open(VersionKey version, InstanceId instance, Executor network) throws IOException {
        var allowed = rules.getOrDefault(version.site().value(), everySite);
        if (allowed.isEmpty()) {
            return InstanceSurroundings.NONE.open(version, instance, network);
        }
        var door = proxy.open(network, allowed);
        return new Way(door, door.environment());
    }

    private record Way(EgressProxy.Door door, Map<String, String> environment) implements Opened {
        @Override
        public void close() {
            door.close();
        }
    }
}
