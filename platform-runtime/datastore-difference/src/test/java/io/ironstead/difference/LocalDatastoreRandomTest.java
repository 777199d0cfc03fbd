package io.ironstead.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated programs on our {@code datastore_v3} and on Google's {@code LocalDatastoreService}. */
class LocalDatastoreRandomTest {
    private static final int SEEDS = Integer.getInteger("seeds", Boolean.getBoolean("long") ? 5_000 : 200);

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

    /** {@code -Dseeds=N} for more, {@code -Dlong=true} for thousands, {@code -Dseed=S} to replay one. */
    static LongStream seeds() {
        String one = System.getProperty("seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(Long.parseLong(one));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAsGooglesDoes(long seed) {
        String app = "s~random-" + seed;
        var our = run(seed, ours, app);
        var their = run(seed, googles, app);
        ours.forget(app);
        googles.forgetAll();
        for (int i = 0; i < Math.min(our.transcript().size(), their.transcript().size()); i++) {
            String expected = their.transcript().get(i);
            if (!expected.startsWith(GooglesDatastore.FAILED + ":")) {
                assertThat(our.transcript().get(i))
                        .as("-Dseed=%d, answer %d, to %s", seed, i, our.asked().get(i))
                        .isEqualTo(expected);
            }
        }
        assertThat(our.transcript()).as("-Dseed=%d", seed).hasSameSizeAs(their.transcript());
    }

    private static Session run(long seed, V3Server server, String app) {
        var session = new Session(server, app);
        new RandomProgram(seed, session).run();
        return session;
    }
}
