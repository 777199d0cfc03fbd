package io.ironstead.agent.tasks;

import io.ironstead.model.ServiceName;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.services.taskqueue.SiteSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a task goes, and how long its answer may take.
 *
 * @param host of the site, or of one of its services or versions
 */
record Target(String host, Duration deadline) {
    private static final String DOT = "-dot-";
    private static final Duration AUTOMATIC = Duration.ofMinutes(10);
    private static final Duration OTHER = Duration.ofHours(24);

    /**
     * @param wanted {@code service}, a version of the default service, {@code version.service} or
     *     {@code instance.version.service}, of which the instance is chosen here
     * @param address of the site, without port
     */
    static Target of(DesiredSite site, Optional<String> wanted, String address) {
        var words = wanted.map(text -> List.of(text.split("\\.", 4))).orElse(List.of());
        if (words.size() == 3) {
            words = words.subList(1, 3);
        }
        // The default service without traffic of its own name is the site's own address.
        boolean front = words.isEmpty() || words.equals(List.of(ServiceName.DEFAULT.value()));
        String host = front ? address : String.join(DOT, words) + DOT + address;
        return new Target(host, deadline(site, words));
    }

    private static Duration deadline(DesiredSite site, List<String> words) {
        boolean automatic = site.versions().stream()
                .filter(version -> matches(site, version, words))
                .allMatch(version -> version.app().scaling() instanceof Scaling.Automatic);
        return automatic ? AUTOMATIC : OTHER;
    }

    private static boolean matches(DesiredSite site, DesiredVersion version, List<String> words) {
        String service = version.service().value();
        return switch (words.size()) {
            case 0 -> service.equals(ServiceName.DEFAULT.value()) && SiteSchedule.hasTraffic(site, version);
            case 1 ->
                service.equals(words.getFirst()) && SiteSchedule.hasTraffic(site, version)
                        || service.equals(ServiceName.DEFAULT.value())
                                && version.version().value().equals(words.getFirst());
            default -> version.version().value().equals(words.get(0)) && service.equals(words.get(1));
        };
    }
}
