package io.ironstead.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hand-written programs whose answers are compared word for word with those of Google's {@code LocalDatastoreService}. */
class LocalDatastoreDifferenceTest {
    private static final AtomicInteger apps = new AtomicInteger();

    @TempDir
    static Path folder;

    private static OurDatastore ours;
    private static GooglesDatastore googles;

    @BeforeAll
    static void start() {
        ours = new OurDatastore();
        googles = new GooglesDatastore(folder);
    }

    @AfterAll
    static void stop() {
        googles.close();
        ours.close();
    }

    static Stream<Case> cases() {
        return Stream.of(EntityCases.all(), TransactionCases.all(), QueryCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsGooglesDoes(Case one) {
        String app = "s~case-" + apps.incrementAndGet();
        String our = answers(ours, app, one);
        String their = answers(googles, app, one);
        if (one.our().isEmpty()) {
            assertThat(our).isEqualTo(their);
        } else {
            assertThat(our).contains(one.our());
            assertThat(their).doesNotContain(one.our());
        }
    }

    private static String answers(V3Server server, String app, Case one) {
        var session = new Session(server, app);
        one.program().accept(session);
        return String.join("\n---\n", session.transcript());
    }
}
