package io.ironstead.services.taskqueue;

import static io.ironstead.services.taskqueue.World.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.RetryRules;
import io.ironstead.services.fake.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteJobsTest {
    private static final CronJob EVERY_TEN = job("every 10 minutes");
    private static final CronJob SYNCHRONIZED = job("every 10 minutes synchronized");

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private World world;

    @BeforeAll
    static void open() {
        cluster = new Cluster(folder);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        world = new World(cluster);
    }

    private static CronJob job(String schedule) {
        return new CronJob("/cron?full=1", "", schedule, ZoneOffset.UTC, Optional.of("worker"), Optional.empty());
    }

    private void pass(Duration time) {
        world.clock.advance(time);
    }

    private Instant next() {
        return world.tasks.jobs().getFirst().next();
    }

    @Test
    void runsAtItsTimesAndSaysWhatItIs() {
        // It is Sunday, 2026-03-01, 12:00 UTC, which is 13:00 in Vienna.
        world.jobs(new CronJob(
                "/daily", "", "every day 13:30", ZoneId.of("Europe/Vienna"), Optional.empty(), Optional.empty()));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMinutes(30).minusMillis(1));
        assertThat(world.tick()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(world.tick()).isOne();
        assertThat(world.tick()).isZero();
        assertThat(next()).isEqualTo("2026-03-02T12:30:00Z");

        var parcel = world.sent.getFirst();
        assertThat(parcel.method()).isEqualTo("GET");
        assertThat(parcel.url()).isEqualTo("/daily");
        assertThat(parcel.target()).isEmpty();
        assertThat(header(parcel, "X-Appengine-Cron")).isEqualTo("true");
        assertThat(header(parcel, "X-AppEngine-QueueName")).isEqualTo("__cron");
    }

    @Test
    void aPlainIntervalCountsFromTheEndOfTheLastRunAndNeverRunsTwiceAtOnce() {
        world.jobs(EVERY_TEN);
        world.tasks.tick();
        pass(Duration.ofMinutes(10));
        world.tasks.tick();
        assertThat(world.waiting).hasSize(1);
        pass(Duration.ofMinutes(25));
        world.tasks.tick();
        assertThat(world.waiting).hasSize(1);
        assertThat(world.tasks.jobs().getFirst().running()).isTrue();
        assertThat(world.tasks.runJob(EVERY_TEN.id())).isFalse();
        world.finish();
        assertThat(next()).isEqualTo(world.clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void regularTimesAreLeftOutWhileItRunsAndWhileNobodyLeads() {
        world.jobs(SYNCHRONIZED);
        world.tick();
        pass(Duration.ofMinutes(10));
        world.tasks.tick();
        pass(Duration.ofMinutes(14));
        world.finish();
        // 12:20 came while it ran: once, late.
        assertThat(world.tick()).isOne();
        assertThat(next()).isEqualTo("2026-03-01T12:30:00Z");
        // Nobody led for an hour: once, late.
        pass(Duration.ofHours(1));
        world.takeOver();
        assertThat(world.tick()).isOne();
        assertThat(world.tick()).isZero();
        assertThat(next()).isEqualTo("2026-03-01T13:30:00Z");
    }

    @Test
    void theLastResultIsKeptWhoeverLeads() {
        world.jobs(EVERY_TEN);
        world.tick();
        pass(Duration.ofMinutes(10));
        world.answers.add(500);
        assertThat(world.tick()).isOne();
        var view = world.tasks.jobs().getFirst();
        assertThat(view.status()).isEqualTo(500);
        assertThat(view.began()).contains(world.clock.instant());
        world.takeOver();
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.jobs().getFirst()).isEqualTo(view);
        assertThat(view.next()).isEqualTo(world.clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void isTriedAgainOnlyWhereItAsksForThat() {
        var rules =
                new RetryRules(Optional.of(2), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(100), 5);
        world.jobs(new CronJob("/a", "", "every 10 minutes", ZoneOffset.UTC, Optional.empty(), Optional.of(rules)));
        world.tick();
        pass(Duration.ofMinutes(10));
        world.answers.addAll(List.of(500, 500, 500));
        assertThat(world.tick()).isOne();
        pass(Duration.ofSeconds(10));
        assertThat(world.tick()).isOne();
        pass(Duration.ofSeconds(20));
        assertThat(world.tick()).isOne();
        assertThat(world.sent.stream().map(parcel -> header(parcel, "X-AppEngine-TaskRetryCount")))
                .containsExactly("0", "1", "2");
        pass(Duration.ofSeconds(599));
        assertThat(world.tick()).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(world.tick()).isOne();
        assertThat(header(world.sent.getLast(), "X-AppEngine-TaskRetryCount")).isEqualTo("0");
    }

    @Test
    void runsAtWillAndIsForgottenWithItsFile() {
        world.jobs(SYNCHRONIZED);
        world.tick();
        assertThat(world.tasks.runJob(SYNCHRONIZED.id())).isTrue();
        world.finish();
        assertThat(world.sent).hasSize(1);
        assertThat(world.tasks.jobs().getFirst().status()).isEqualTo(200);
        world.jobs();
        pass(Duration.ofDays(1));
        assertThat(world.tick()).isZero();
        assertThat(world.tasks.runJob(SYNCHRONIZED.id())).isFalse();
    }
}
