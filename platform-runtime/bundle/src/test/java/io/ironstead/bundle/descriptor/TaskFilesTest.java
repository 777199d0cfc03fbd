package io.ironstead.bundle.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.QueueDefinition.Mode;
import io.ironstead.model.app.RetryRules;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFilesTest {
    private static final List<QueueDefinition> QUEUES = List.of(
            new QueueDefinition(
                    "fooqueue",
                    Mode.PUSH,
                    1,
                    "1/s",
                    40,
                    10,
                    Optional.of("v2.task-module"),
                    new RetryRules(
                            Optional.of(7),
                            Optional.of(Duration.ofDays(2)),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(200),
                            0)),
            new QueueDefinition("slow", Mode.PUSH, 0.5, "30/m", 5, 1000, Optional.empty(), RetryRules.DEFAULT),
            new QueueDefinition("pullqueue", Mode.PULL, 0, "", 5, 1000, Optional.empty(), RetryRules.DEFAULT));
    private static final List<CronJob> JOBS = List.of(
            new CronJob(
                    "/tasks/summary?full=1",
                    "daily summary",
                    "every 24 hours",
                    ZoneOffset.UTC,
                    Optional.empty(),
                    Optional.empty()),
            new CronJob(
                    "/mail/weekly",
                    "",
                    "every monday 09:00",
                    ZoneId.of("Australia/NSW"),
                    Optional.of("beta"),
                    Optional.of(new RetryRules(
                            Optional.of(5), Optional.empty(), Duration.ofMillis(2500), Duration.ofHours(1), 10))));

    /** The files of a bundle by path. */
    private record Files(java.util.Map<String, String> texts) implements BundleFiles {
        @Override
        public java.util.Set<String> paths() {
            return texts.keySet();
        }

        @Override
        public boolean has(String path) {
            return texts.containsKey(path);
        }

        @Override
        public Optional<String> text(String path) {
            return Optional.ofNullable(texts.get(path));
        }

        @Override
        public Optional<ServletUse> servletsOfJars() {
            return Optional.empty();
        }

        @Override
        public java.util.Set<ServletUse> servlets() {
            return java.util.Set.of();
        }
    }

    @Test
    void readsQueueYamlAsGoogleDocumentsIt() throws DescriptorException {
        assertThat(TaskFileReader.queueYaml("queue.yaml", """
                        total_storage_limit: 120M
                        queue:
                        - name: fooqueue
                          rate: 1/s
                          bucket_size: 40
                          max_concurrent_requests: 10
                          target: v2.task-module
                          retry_parameters:
                            task_retry_limit: 7
                            task_age_limit: 2d
                            min_backoff_seconds: 10
                            max_backoff_seconds: 200
                            max_doublings: 0
                        - name: slow
                          rate: 30/m
                        - name: pullqueue
                          mode: pull
                          acl:
                            user_email: someone
                        """)).isEqualTo(QUEUES);
    }

    @Test
    void readsQueueXmlAsGoogleDocumentsIt() throws DescriptorException {
        assertThat(TaskFileReader.queueXml("queue.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <queue-entries>
                          <total-storage-limit>120M</total-storage-limit>
                          <queue>
                            <name>fooqueue</name>
                            <rate>1/s</rate>
                            <bucket-size>40</bucket-size>
                            <max-concurrent-requests>10</max-concurrent-requests>
                            <target>v2.task-module</target>
                            <retry-parameters>
                              <task-retry-limit>7</task-retry-limit>
                              <task-age-limit>2d</task-age-limit>
                              <min-backoff-seconds>10</min-backoff-seconds>
                              <max-backoff-seconds>200</max-backoff-seconds>
                              <max-doublings>0</max-doublings>
                            </retry-parameters>
                          </queue>
                          <queue><name>slow</name><rate>30/m</rate></queue>
                          <queue><name>pullqueue</name><mode>pull</mode></queue>
                        </queue-entries>
                        """)).isEqualTo(QUEUES);
    }

    @Test
    void readsCronFilesAsGoogleDocumentsThem() throws DescriptorException {
        assertThat(TaskFileReader.cronYaml("cron.yaml", """
                        cron:
                        - description: "daily summary"
                          url: /tasks/summary?full=1
                          schedule: every 24 hours
                        - url: /mail/weekly
                          schedule: every monday 09:00
                          timezone: Australia/NSW
                          target: beta
                          retry_parameters:
                            job_retry_limit: 5
                            min_backoff_seconds: 2.5
                            max_doublings: 10
                        """)).isEqualTo(JOBS);
        assertThat(TaskFileReader.cronXml("cron.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <cronentries>
                          <cron>
                            <url>/tasks/summary?full=1</url>
                            <description>daily
                              summary</description>
                            <schedule>every 24 hours</schedule>
                          </cron>
                          <cron>
                            <url>/mail/weekly</url>
                            <schedule>every monday 09:00</schedule>
                            <timezone>Australia/NSW</timezone>
                            <target>beta</target>
                            <retry-parameters>
                              <job-retry-limit>5</job-retry-limit>
                              <min-backoff-seconds>2.5</min-backoff-seconds>
                              <max-doublings>10</max-doublings>
                            </retry-parameters>
                          </cron>
                        </cronentries>
                        """)).isEqualTo(JOBS);
    }

    @Test
    void anEmptyFileTakesAwayAndAMissingOneChangesNothing() throws DescriptorException {
        var files = new java.util.HashMap<>(java.util.Map.of("main.py", "", "app.yaml", "runtime: python312\n"));
        var without = Descriptors.read(new Files(files)).app().tasks();
        assertThat(without.queues()).isEmpty();
        assertThat(without.jobs()).isEmpty();

        files.put("cron.yaml", "cron:\n");
        files.put("queue.yaml", "# none\n");
        var empty = Descriptors.read(new Files(files)).app().tasks();
        assertThat(empty.queues()).contains(List.of());
        assertThat(empty.jobs()).contains(List.of());
    }

    @Test
    void aBrokenScheduleStopsTheDeployWithItsLine() {
        var files = new Files(java.util.Map.of(
                "main.py",
                "",
                "app.yaml",
                "runtime: python312\n",
                "cron.yaml",
                "cron:\n- url: /a\n  schedule: every someday\n"));
        assertThatThrownBy(() -> Descriptors.read(files))
                .isInstanceOf(DescriptorException.class)
                .hasMessageContaining("cron.yaml line 3: \"every someday\": \"someday\" is not");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate: 5/s                                | line 2: a queue needs a \"name\"",
                "name: a_b                                | line 2: a queue's name is",
                "name: a                                  | line 2: a push queue needs a \"rate\"",
                "{name: a, rate: fast}                    | line 2: a rate is such as",
                "{name: a, rate: 5/s, bucket_size: 501}   | line 2: \"bucket_size\" must be between 1 and 500",
                "{name: a, rate: 5/s, bucket: 5}          | line 2: a queue has no \"bucket\"",
                "{name: a, mode: pull, rate: 5/s}         | line 2: a pull queue has no \"rate\"",
                "{name: a, mode: push me}                 | line 2: \"mode\" must be",
                "{name: a, rate: 5/s, target: A}          | line 2: a target is",
                "{name: a, rate: 5/s, max_concurrent_requests: 1.5} | must be a whole number",
                "{name: a, rate: 5/s, retry_parameters: {task_age_limit: old}} | is such as 30s",
                "{name: a, rate: 5/s, retry_parameters: {job_retry_limit: 1}}  | no \"job_retry_limit\"",
                "{name: a, rate: 5/s, retry_parameters: {min_backoff_seconds: 9, max_backoff_seconds: 3}} | must not be below"
            })
    void saysWhichLineOfAQueueIsWrong(String queue, String message) {
        assertThatThrownBy(() -> TaskFileReader.queueYaml("queue.yaml", "queue:\n- " + queue + "\n"))
                .as(queue)
                .isInstanceOf(DescriptorException.class)
                .hasMessageContaining("queue.yaml line 2")
                .hasMessageContaining(message.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{schedule: every day 01:00}                                  | a job needs a \"url\"",
                "{url: /a}                                                    | a job needs a \"schedule\"",
                "{url: 'http://elsewhere', schedule: every day 01:00}         | is a path of the site",
                "{url: /a, schedule: every day 01:00, timezone: Mars/Olympus} | no time zone \"Mars/Olympus\"",
                "{url: /a, schedule: every 7 mins synchronized}               | divides a day evenly",
                "{url: /a, schedule: every day 01:00, retry_parameters: {job_retry_limit: 6}} | between 0 and 5"
            })
    void saysWhichLineOfAJobIsWrong(String job, String message) {
        assertThatThrownBy(() -> TaskFileReader.cronYaml("cron.yaml", "cron:\n- " + job + "\n"))
                .as(job)
                .isInstanceOf(DescriptorException.class)
                .hasMessageContaining("cron.yaml line 2")
                .hasMessageContaining(message.strip());
    }

    @Test
    void xmlIsRefusedByItsLineAndReadsNothingOutside() {
        assertThatThrownBy(() -> TaskFileReader.cronXml(
                        "cron.xml",
                        "<cronentries>\n<cron>\n<url>/a</url>\n<schedule>never</schedule></cron></cronentries>"))
                .hasMessageContaining("cron.xml line 4");
        assertThatThrownBy(() -> TaskFileReader.cronXml("cron.xml", "<cronentries>\n<cron></cronentries>"))
                .hasMessageContaining("cron.xml line 2");
        assertThatThrownBy(() -> TaskFileReader.queueXml("queue.xml", "<web-app/>"))
                .hasMessageContaining("<queue-entries> is expected");
        assertThatThrownBy(() -> TaskFileReader.queueXml(
                        "queue.xml",
                        "<!DOCTYPE q [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><queue-entries><queue><name>&x;</name>"
                                + "<rate>1/s</rate></queue></queue-entries>"))
                .hasMessageContaining("a queue needs a \"name\"");
    }
}
