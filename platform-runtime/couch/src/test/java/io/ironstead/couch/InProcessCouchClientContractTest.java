package io.ironstead.couch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** The contract on the embedded server, asked by its own process. */
class InProcessCouchClientContractTest extends CouchClientContract {
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

    @Override
    Optional<CouchClient> nearest() {
        return Optional.of(new CouchClient(embedded.server().inProcess()));
    }

    @Test
    void aServerThatHasStoppedIsSilent(@TempDir Path directory) {
        var other = EmbeddedForTests.start(directory);
        var database = new DatabaseName("kept");
        var deadline = Deadline.in(Duration.ofSeconds(20));
        try (var client = new CouchClient(other.server().inProcess())) {
            assertThat(client.create(database, 1, 1, deadline)).isEqualTo(DatabaseCreated.CREATED);
            other.close();
            assertThat(client.insert(database, "a", JsonNodeFactory.instance.objectNode(), deadline))
                    .isInstanceOf(Written.TimedOut.class);
            assertThatThrownBy(() -> client.find(database, "a", deadline))
                    .isInstanceOf(CouchUnavailableException.class);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotTaken() {
        var server = embedded.server().inProcess();
        var deadline = Deadline.in(Duration.ofSeconds(20));
        assertThat(server.ask("GET", "/", new byte[0], 10, deadline)).isEmpty();
        assertThat(server.ask("GET", "/", new byte[0], 10_000, deadline))
                .get()
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(200));
    }
}
