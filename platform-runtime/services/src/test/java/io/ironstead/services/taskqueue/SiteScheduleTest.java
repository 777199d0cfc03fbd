package io.ironstead.services.taskqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.VersionId;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import io.ironstead.model.app.TaskFiles;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredVersion;
import io.ironstead.model.control.TrafficSplit;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiteScheduleTest {
    private static final CronJob JOB =
            new CronJob("/a", "", "every day 00:00", ZoneOffset.UTC, Optional.empty(), Optional.empty());

    private static DesiredVersion version(String name, long deployment, TaskFiles tasks) {
        var app = new AppDescriptor(
                Runtime.PYTHON,
                "python312",
                ServiceName.DEFAULT,
                Optional.empty(),
                Map.of(),
                List.of(),
                Scaling.Automatic.DEFAULT,
                InstanceClass.F1,
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new DesiredVersion(
                ServiceName.DEFAULT,
                new VersionId(name),
                deployment,
                new Digest("a".repeat(64)),
                DesiredVersion.ArchiveKind.ZIP,
                app.withTasks(tasks),
                true,
                false);
    }

    private static TaskFiles queues(String... names) {
        return new TaskFiles(
                Optional.of(java.util.Arrays.stream(names)
                        .map(QueueDefinition::push)
                        .toList()),
                Optional.empty());
    }

    private static DesiredSite site(boolean suspended, String live, DesiredVersion... versions) {
        return new DesiredSite(
                new SiteName("shop"),
                new TenantId("house"),
                List.of(),
                suspended,
                Map.of(ServiceName.DEFAULT, TrafficSplit.all(new VersionId(live))),
                List.of(versions),
                List.of());
    }

    private static List<String> names(DesiredSite site) {
        return SiteSchedule.of(site).queues().stream()
                .map(QueueDefinition::name)
                .toList();
    }

    @Test
    void everySiteHasItsDefaultQueueUnlessAFileSaysAnotherOfThatName() {
        assertThat(SiteSchedule.of(site(false, "v1", version("v1", 1, TaskFiles.NONE)))
                        .queues())
                .containsExactly(QueueDefinition.DEFAULT);
        assertThat(names(site(false, "v1", version("v1", 1, queues("mail"))))).containsExactly("default", "mail");
        assertThat(names(site(false, "v1", version("v1", 1, queues("mail", "default")))))
                .containsExactly("mail", "default");
    }

    @Test
    void whatHasTrafficCountsSoThatARollBackBringsTheQueuesBackToo() {
        var old = version("v1", 1, queues("old"));
        var fresh = version("v2", 2, queues("fresh"));
        assertThat(names(site(false, "v2", old, fresh))).containsExactly("default", "fresh");
        assertThat(names(site(false, "v1", old, fresh))).containsExactly("default", "old");
        assertThat(names(site(false, "v3", old, fresh))).containsExactly("default");
    }

    @Test
    void aSuspendedSiteRunsNoJobs() {
        var version = version("v1", 1, new TaskFiles(Optional.empty(), Optional.of(List.of(JOB))));
        assertThat(SiteSchedule.of(site(false, "v1", version)).jobs()).containsExactly(JOB);
        assertThat(SiteSchedule.of(site(true, "v1", version)).jobs()).isEmpty();
    }
}
