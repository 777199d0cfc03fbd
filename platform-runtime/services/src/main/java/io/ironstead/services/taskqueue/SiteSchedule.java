package io.ironstead.services.taskqueue;

import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.TaskFiles;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The queues and jobs of a site.
 *
 * @param queues the default one among them, always
 */
public record SiteSchedule(List<QueueDefinition> queues, List<CronJob> jobs) {
    public SiteSchedule {
        queues = List.copyOf(queues);
        jobs = List.copyOf(jobs);
    }

    /** What the newest deployment with traffic says that says anything; a site that is suspended runs no jobs. */
    public static SiteSchedule of(DesiredSite site) {
        var queues = new ArrayList<>(newest(site, TaskFiles::queues).orElse(List.of()));
        if (queues.stream().noneMatch(queue -> queue.name().equals(QueueDefinition.DEFAULT_NAME))) {
            queues.addFirst(QueueDefinition.DEFAULT);
        }
        return new SiteSchedule(
                queues,
                site.suspended() ? List.of() : newest(site, TaskFiles::jobs).orElse(List.of()));
    }

    private static <T> Optional<T> newest(DesiredSite site, Function<TaskFiles, Optional<T>> part) {
        return site.versions().stream()
                .filter(version -> hasTraffic(site, version))
                .sorted(Comparator.comparingLong(DesiredVersion::deploymentId).reversed())
                .map(version -> part.apply(version.app().tasks()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether visitors get this version. */
    public static boolean hasTraffic(DesiredSite site, DesiredVersion version) {
        TrafficSplit split = site.traffic().get(version.service());
        return split != null
                && split.shares().stream().anyMatch(share -> share.version().equals(version.version()));
    }

    public Optional<QueueDefinition> queue(String name) {
        return queues.stream().filter(queue -> queue.name().equals(name)).findFirst();
    }
}
