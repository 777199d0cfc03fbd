package io.ironstead.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.InstanceId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import io.ironstead.model.control.LogLine;
import io.ironstead.model.control.MachineLoad;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.NodeReport;
import io.ironstead.model.control.ToConsole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    final Outbox outbox = new Outbox();

    @Test
    void eventsGoFirst() {
        outbox.add(report(1));
        outbox.add(event("a"));

        assertThat(outbox.poll()).isEqualTo(event("a"));
        assertThat(outbox.poll()).isEqualTo(report(1));
        assertThat(outbox.poll()).isNull();
    }

    @Test
    void ofReportsOnlyTheNewestAreKept() {
        for (int i = 0; i < 1_000; i++) {
            outbox.add(report(i));
        }
        assertThat(all()).hasSize(Outbox.REPORTS_MAX).last().isEqualTo(report(999));
    }

    @Test
    void eventsAreKeptWhileNobodyListensAndReportsAreNot() {
        outbox.add(event("a"));
        outbox.add(report(1));
        outbox.add(lines(7, "x"));
        outbox.add(new ToConsole.Refused("what", "why"));

        outbox.conversationEnded();

        assertThat(all()).containsExactly(event("a"));
    }

    @Test
    void evenEventsAreBounded() {
        for (int i = 0; i < Outbox.EVENTS_MAX + 10; i++) {
            outbox.add(event("event " + i));
        }
        assertThat(all()).hasSize(Outbox.EVENTS_MAX).first().isEqualTo(event("event 10"));
    }

    @Test
    void linesThatAreLeftOutAreCounted() {
        outbox.add(lines(7, "a", "b"));
        outbox.add(lines(8, "c"));
        for (int i = 0; i < Outbox.LINES_MAX; i++) {
            outbox.add(lines(7, "d"));
        }

        var sent = all();

        assertThat(sent).hasSize(Outbox.LINES_MAX);
        assertThat(sent.getFirst()).isEqualTo(new ToConsole.Lines(7, List.of(line("d")), 2));
        assertThat(sent.get(1)).isEqualTo(lines(7, "d"));
    }

    private List<ToConsole> all() {
        return Stream.generate(outbox::poll)
                .takeWhile(message -> message != null)
                .toList();
    }

    private static ToConsole event(String sentence) {
        return new ToConsole.Happened(new NodeEvent(NOW, NodeEvent.Level.INFO, Optional.empty(), sentence));
    }

    private static ToConsole report(long revision) {
        var load = new MachineLoad(0, 0, 0, 0, Duration.ZERO);
        return new ToConsole.Report(new NodeReport(NOW, revision, load, List.of(), List.of(), List.of(), List.of()));
    }

    private static ToConsole lines(long tail, String... texts) {
        return new ToConsole.Lines(tail, Stream.of(texts).map(OutboxTest::line).toList(), 0);
    }

    private static LogLine line(String text) {
        return new LogLine(NOW, ServiceName.DEFAULT, new VersionId("v1"), new InstanceId("i-1"), false, text);
    }
}
