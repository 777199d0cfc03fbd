package io.ironstead.datastore.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Channel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hand-written programs whose answers are compared word for word with those of Google's two emulators. */
class EmulatorDifferenceTest {
    private static final AtomicInteger projects = new AtomicInteger();

    private static OurServer ours;
    private static GoogleEmulators google;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(GoogleEmulators.running().isPresent(), GoogleEmulators.ABSENT);
        google = GoogleEmulators.running().get();
        ours = new OurServer();
    }

    @AfterAll
    static void stop() {
        if (ours != null) {
            ours.close();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        WriteCases.all(),
                        RefusalCases.all(),
                        QueryCases.answered(),
                        QueryCases.refused(),
                        TransactionCases.all(),
                        GqlCases.all(),
                        AggregationCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsGoogleDoes(Case one) {
        String project = "case-" + projects.incrementAndGet();
        String our = answers(ours.channel(), project, one);
        String legacy = answers(google.legacy(), project, one);
        String firestore = answers(google.firestore(), project, one);
        switch (one.right()) {
            case BOTH -> {
                assertThat(legacy).as("both emulators agree").isEqualTo(firestore);
                assertThat(our).isEqualTo(firestore);
            }
            case FIRESTORE -> assertThat(our).isEqualTo(firestore).isNotEqualTo(legacy);
            case LEGACY -> assertThat(our).isEqualTo(legacy).isNotEqualTo(firestore);
            case NEITHER -> {
                assertThat(our).contains(one.our());
                assertThat(legacy).doesNotContain(one.our());
                assertThat(firestore).doesNotContain(one.our());
            }
        }
    }

    private static String answers(Channel channel, String project, Case one) {
        var session = new Session(channel, project);
        one.program().accept(session);
        return String.join("\n---\n", session.transcript());
    }
}
