package io.ironstead.couch;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded server. */
class EmbeddedCouchManyContractTest extends CouchManyContract {
    private static EmbeddedForTests embedded;

    @BeforeAll
    static void start(@TempDir Path directory) {
        embedded = EmbeddedForTests.start(directory);
    }

    @AfterAll
    static void stop() {
        embedded.close();
    }

    @Override
    RawCouch server() {
        return embedded.raw();
    }
}
