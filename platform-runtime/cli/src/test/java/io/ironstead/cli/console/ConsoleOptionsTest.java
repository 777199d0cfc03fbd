package io.ironstead.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleOptionsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("IRONSTEAD_CONSOLE", "https://environment.example", "IRONSTEAD_TOKEN", "from-environment");

    @TempDir
    Path folder;

    private final ConsoleOptions options = new ConsoleOptions();

    @BeforeEach
    void localConsole() throws IOException {
        options.data = folder;
        Files.createDirectories(folder.resolve("console"));
        Files.writeString(
                folder.resolve("console/console.json"),
                "{\"pid\":1,\"url\":\"http://localhost:8080\",\"agentAddress\":\"127.0.0.1:1\",\"token\":\"local\"}");
    }

    @Test
    void anOptionBeatsTheEnvironment() {
        options.console = "https://option.example";

        var address = options.address(ENVIRONMENT);

        assertThat(address.url()).hasToString("https://option.example");
        assertThat(address.token()).isEqualTo("from-environment");
    }

    @Test
    void theEnvironmentBeatsTheDataFolder() {
        assertThat(options.address(ENVIRONMENT).url()).hasToString("https://environment.example");
    }

    @Test
    void theDataFolderKnowsTheConsoleOfThisMachine() {
        var address = options.address(Map.of());

        assertThat(address.url()).hasToString("http://localhost:8080");
        assertThat(address.token()).isEqualTo("local");
    }

    /** Else the operator's token of this machine would be sent to whatever address somebody typed. */
    @Test
    void theLocalTokenIsNeverSentElsewhere() {
        options.console = "https://option.example";

        assertThatThrownBy(() -> options.address(Map.of()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("No API token");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        options.console = "localhost 8080";
        options.token = "t";

        assertThatThrownBy(() -> options.address(Map.of())).isInstanceOf(Failure.class);
    }
}
