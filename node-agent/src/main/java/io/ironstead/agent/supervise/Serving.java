package io.ironstead.agent.supervise;

import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.TrafficSplit.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/*
 * A visitor must never meet a version that is still being built. So between what the console wants (the desired state)
 * and what visitors get (this) stands one rule, applied to each service of each site:
 *
 *   - every version of the wanted split is ready here   -> the wanted split
 *   - else there is a split that visitors get already   -> that one stays, and so do its versions, wanted or not
 *   - else (this node has just started, or the service is new) -> those of the wanted split that are ready
 *
 * A version deployed again under the same name keeps its old upload until the new one is ready. What is held (built and
 * run) is what is wanted and what is still served; when the wanted split takes over, the old version is held no more,
 * and is drained by whoever runs it. Of two uploads of one version only the wanted one is named as held: whoever runs
 * them lets the old one answer until the new one can.
 */
/**
 * What visitors get, worked out from what the console wants, what is ready on this node, and what they got before. A
 * value: nothing happens by making one.
 *
 * @param sites what is served, in the console's words; versions that are not ready are left out
 * @param held the same sites with every version that must be kept built and run
 */
public record Serving(List<DesiredSite> sites, List<DesiredSite> held) {
    public static final Serving NOTHING = new Serving(List.of(), List.of());

    public Serving {
        sites = List.copyOf(sites);
        held = List.copyOf(held);
    }

    /** One upload of a version. */
    public record Upload(VersionKey key, long deploymentId) {}

    /** @param ready whether this node can answer requests for an upload */
    public Serving next(DesiredState desired, Predicate<Upload> ready) {
        if (desired.drain()) {
            return NOTHING;
        }
        var nextSites = new ArrayList<DesiredSite>();
        var nextHeld = new ArrayList<DesiredSite>();
        for (var wanted : desired.sites()) {
            var plan = new SitePlan(wanted, before(wanted), ready);
            nextSites.add(plan.served());
            nextHeld.add(plan.held());
        }
        return new Serving(nextSites, nextHeld);
    }

    private Optional<DesiredSite> before(DesiredSite wanted) {
        return sites.stream().filter(site -> site.name().equals(wanted.name())).findFirst();
    }

    private static final class SitePlan {
        private final DesiredSite wanted;
        private final Optional<DesiredSite> before;
        private final Predicate<Upload> ready;
        private final Map<VersionKey, DesiredVersion> served = new LinkedHashMap<>();
        private final Map<ServiceName, TrafficSplit> traffic = new HashMap<>();

        SitePlan(DesiredSite wanted, Optional<DesiredSite> before, Predicate<Upload> ready) {
            this.wanted = wanted;
            this.before = before;
            this.ready = ready;
            for (var version : wanted.versions()) {
                answering(version).ifPresent(upload -> served.put(keyOf(upload), upload));
            }
            wanted.traffic().forEach(this::share);
        }

        DesiredSite served() {
            return site(traffic, List.copyOf(served.values()));
        }

        DesiredSite held() {
            var versions = new LinkedHashMap<VersionKey, DesiredVersion>();
            wanted.versions().forEach(version -> versions.put(keyOf(version), version));
            served.values().forEach(version -> versions.putIfAbsent(keyOf(version), version));
            var shares = new HashMap<>(wanted.traffic());
            shares.putAll(traffic);
            var kept = versions.values().stream();
            return site(shares, (wanted.suspended() ? kept.map(SitePlan::asleep) : kept).toList());
        }

        private DesiredSite site(Map<ServiceName, TrafficSplit> shares, List<DesiredVersion> versions) {
            return new DesiredSite(
                    wanted.name(),
                    wanted.tenant(),
                    wanted.domains(),
                    wanted.suspended(),
                    shares,
                    versions,
                    wanted.certificates());
        }

        /** A suspended site stays built, so that it is back at once, and runs nothing. */
        private static DesiredVersion asleep(DesiredVersion version) {
            return new DesiredVersion(
                    version.service(),
                    version.version(),
                    version.deploymentId(),
                    version.bundle(),
                    version.archive(),
                    version.app(),
                    false,
                    false);
        }

        /** The upload that answers for a wanted version: itself, or the one before it while it is not ready. */
        private Optional<DesiredVersion> answering(DesiredVersion version) {
            return isReady(version) ? Optional.of(version) : servedBefore(version.service(), version.version());
        }

        private Optional<DesiredVersion> servedBefore(ServiceName service, VersionId version) {
            return before.stream()
                    .flatMap(site -> site.versions().stream())
                    .filter(v -> v.service().equals(service) && v.version().equals(version))
                    .filter(this::isReady)
                    .findFirst();
        }

        private void share(ServiceName service, TrafficSplit split) {
            var ready = split.shares().stream()
                    .filter(share -> served.containsKey(keyOf(service, share.version())))
                    .toList();
            if (ready.size() == split.shares().size()) {
                traffic.put(service, split);
                return;
            }
            var old = before.map(site -> site.traffic().get(service));
            if (old.isPresent() && keeps(service, old.get())) {
                traffic.put(service, old.get());
            } else if (!ready.isEmpty()) {
                traffic.put(service, new TrafficSplit(split.by(), whole(ready)));
            }
        }

        /** Keeps the versions of a split that visitors get already; false when one of them is gone. */
        private boolean keeps(ServiceName service, TrafficSplit old) {
            var needed = old.shares().stream()
                    .map(share -> servedBefore(service, share.version()))
                    .toList();
            if (needed.stream().anyMatch(Optional::isEmpty)) {
                return false;
            }
            needed.forEach(version -> served.putIfAbsent(keyOf(version.orElseThrow()), version.orElseThrow()));
            return true;
        }

        /** The same proportions, as far as whole permilles allow; what is left over goes to the first. */
        private static List<Share> whole(List<Share> part) {
            int sum = part.stream().mapToInt(Share::permille).sum();
            var shares = new ArrayList<Share>();
            int given = 0;
            for (var share : part) {
                int permille = share.permille() * TrafficSplit.WHOLE / sum;
                shares.add(new Share(share.version(), permille));
                given += permille;
            }
            var first = shares.getFirst();
            shares.set(0, new Share(first.version(), first.permille() + TrafficSplit.WHOLE - given));
            return shares;
        }

        private boolean isReady(DesiredVersion version) {
            return ready.test(new Upload(keyOf(version), version.deploymentId()));
        }

        private VersionKey keyOf(DesiredVersion version) {
            return keyOf(version.service(), version.version());
        }

        private VersionKey keyOf(ServiceName service, VersionId version) {
            return new VersionKey(wanted.name(), service, version);
        }
    }
}
