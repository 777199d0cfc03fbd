package io.ironstead.agent.supervise;

import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import io.ironstead.model.control.TrafficSplit.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/*
 * A visitor must never be led from a version that answers to one that is still being built. So between what the console
 * wants (the desired state) and what visitors get (this) stands one rule, applied to each service of each site:
 *
 *   - every version of the wanted split is ready here   -> the wanted split
 *   - else there is a split that visitors get already   -> that one stays, and so do its versions, wanted or not
 *   - else some of the wanted split are ready           -> those share all the traffic (this node has just started)
 *   - else                                              -> the wanted split; its visitors wait, or learn why it failed
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
 * @param sites what is served, in the console's words
 * @param ready those of the served uploads that are ready: their files are there
 * @param held the same sites with every version that must be kept built and run
 */
public record Serving(List<DesiredSite> sites, Set<Upload> ready, List<DesiredSite> held) {
    public static final Serving NOTHING = new Serving(List.of(), Set.of(), List.of());

    public Serving {
        sites = List.copyOf(sites);
        ready = Set.copyOf(ready);
        held = List.copyOf(held);
    }

    /** One upload of a version. */
    public record Upload(VersionKey key, long deploymentId) {}

    /** Whether visitors get something else than with {@code other}. */
    boolean differsFor(Serving other) {
        return !sites.equals(other.sites) || !ready.equals(other.ready);
    }

    /** @param isReady whether this node can answer requests for an upload */
    public Serving next(DesiredState desired, Predicate<Upload> isReady) {
        if (desired.drain()) {
            return emptied(desired);
        }
        var nextSites = new ArrayList<DesiredSite>();
        var nextReady = new HashSet<Upload>();
        var nextHeld = new ArrayList<DesiredSite>();
        for (var wanted : desired.sites()) {
            var plan = new SitePlan(wanted, before(wanted), isReady);
            nextSites.add(plan.served());
            nextReady.addAll(plan.ready());
            nextHeld.add(plan.held());
        }
        return new Serving(nextSites, nextReady, nextHeld);
    }

    /**
     * What must be held while visitors are led from {@code before} to this: the versions of both. Of two uploads of one
     * version this one's.
     */
    List<DesiredSite> heldSince(Serving before) {
        var together = new LinkedHashMap<SiteName, DesiredSite>();
        held.forEach(site -> together.put(site.name(), site));
        before.held.forEach(site -> together.merge(site.name(), site, Serving::withVersionsOf));
        return List.copyOf(together.values());
    }

    private static DesiredSite withVersionsOf(DesiredSite site, DesiredSite other) {
        var versions = new ArrayList<>(site.versions());
        other.versions().stream()
                .filter(version -> versions.stream()
                        .noneMatch(present -> present.service().equals(version.service())
                                && present.version().equals(version.version())))
                .toList()
                .forEach(versions::add);
        return new DesiredSite(
                site.name(),
                site.tenant(),
                site.domains(),
                site.suspended(),
                site.traffic(),
                versions,
                site.certificates(),
                site.strictIndexes());
    }

    /**
     * Nothing runs here. Visitors who come all the same are passed on to other nodes; without any they are told to come
     * later, not that there is no such site.
     */
    private static Serving emptied(DesiredState desired) {
        if (desired.members().size() > 1) {
            return new Serving(desired.sites(), Set.of(), List.of());
        }
        var closed = desired.sites().stream()
                .map(site -> new DesiredSite(
                        site.name(),
                        site.tenant(),
                        site.domains(),
                        true,
                        site.traffic(),
                        site.versions(),
                        site.certificates(),
                        site.strictIndexes()))
                .toList();
        return new Serving(closed, Set.of(), List.of());
    }

    private Optional<DesiredSite> before(DesiredSite wanted) {
        return sites.stream().filter(site -> site.name().equals(wanted.name())).findFirst();
    }

    private static final class SitePlan {
        private final DesiredSite wanted;
        private final Optional<DesiredSite> before;
        private final Predicate<Upload> isReady;
        private final Map<VersionKey, DesiredVersion> served = new LinkedHashMap<>();
        private final Map<ServiceName, TrafficSplit> traffic = new HashMap<>();

        SitePlan(DesiredSite wanted, Optional<DesiredSite> before, Predicate<Upload> isReady) {
            this.wanted = wanted;
            this.before = before;
            this.isReady = isReady;
            for (var version : wanted.versions()) {
                served.put(keyOf(version), answering(version));
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
                    wanted.certificates(),
                    wanted.strictIndexes());
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

        List<Upload> ready() {
            return served.values().stream().map(this::uploadOf).filter(isReady).toList();
        }

        /** The upload that answers for a wanted version: itself, unless it is not ready and the one before it is. */
        private DesiredVersion answering(DesiredVersion version) {
            return isReady(version)
                    ? version
                    : servedBefore(version.service(), version.version()).orElse(version);
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
                    .filter(share -> answers(service, share.version()))
                    .toList();
            if (ready.size() == split.shares().size()) {
                traffic.put(service, split);
                return;
            }
            var old = before.map(site -> site.traffic().get(service));
            if (old.isPresent() && keeps(service, old.get())) {
                traffic.put(service, old.get());
            } else {
                traffic.put(service, ready.isEmpty() ? split : new TrafficSplit(split.by(), whole(ready)));
            }
        }

        private boolean answers(ServiceName service, VersionId version) {
            var upload = served.get(keyOf(service, version));
            return upload != null && isReady(upload);
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
            return isReady.test(uploadOf(version));
        }

        private Upload uploadOf(DesiredVersion version) {
            return new Upload(keyOf(version), version.deploymentId());
        }

        private VersionKey keyOf(DesiredVersion version) {
            return keyOf(version.service(), version.version());
        }

        private VersionKey keyOf(ServiceName service, VersionId version) {
            return new VersionKey(wanted.name(), service, version);
        }
    }
}
