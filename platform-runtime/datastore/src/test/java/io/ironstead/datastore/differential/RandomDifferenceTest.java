package io.ironstead.datastore.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Channel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated programs against Ironstead and each of Google's emulators, within what that one serves. */
class RandomDifferenceTest {
    private static final int SEEDS = Integer.getInteger("seeds", Boolean.getBoolean("long") ? 2_000 : 12);
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

    /**
     * {@code -Dseeds=N} for more, {@code -Dseeds.from=N} to go on with a run that was ended, {@code -Dlong=true} for
     * thousands, {@code -Dseed=S,T} to replay some.
     */
    static LongStream seeds() {
        String some = System.getProperty("seed");
        return some == null
                ? LongStream.range(Long.getLong("seeds.from", 0), SEEDS)
                : Stream.of(some.split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAsFirestoreInDatastoreMode(long seed) {
        compare(seed, true, google.firestore());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAsTheFirstEmulator(long seed) {
        compare(seed, false, google.legacy());
    }

    static void compare(long seed, boolean firestore, Channel theirs) {
        String project = "random-" + projects.incrementAndGet();
        var our = run(seed, firestore, ours.channel(), project);
        var their = run(seed, firestore, theirs, project);
        for (int i = 0; i < Math.min(our.transcript().size(), their.transcript().size()); i++) {
            String answer = their.transcript().get(i);
            if (!our.transcript().get(i).equals(answer)
                    && Accepted.differs(firestore, our.asked().get(i), answer)) {
                // What follows may be other pages of the same query; other programs go further.
                ours.forget(project);
                return;
            }
            assertThat(our.transcript().get(i))
                    .as("-Dseed=%d, answer %d, to %s", seed, i, our.asked().get(i))
                    .isEqualTo(answer);
        }
        assertThat(our.transcript()).as("-Dseed=%d", seed).hasSameSizeAs(their.transcript());
        ours.forget(project);
    }

    private static Session run(long seed, boolean firestore, Channel channel, String project) {
        var session = new Session(channel, project);
        new RandomProgram(seed, firestore, session).run();
        return session;
    }
}
