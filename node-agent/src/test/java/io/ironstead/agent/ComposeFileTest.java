package io.ironstead.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What can be known of {@code docker-compose.yml} without Docker: that it keeps the rules we gave ourselves. */
class ComposeFileTest {
    private static final Path FILE = Path.of("..", "docker-compose.yml");
    private static final Path WORDS = Path.of("..", "docs", "compose.md");
    private static final Pattern PINNED = Pattern.compile("[a-z/]+:\\d+\\.\\d+\\.\\d+");
    private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|COOKIE|TOKEN|ERL_FLAGS");

    /** A secret is demanded, or may be absent; or it lies in a file. */
    private static final Pattern HIDDEN =
            Pattern.compile("(-setcookie )?\\$\\{[A-Z0-9_]+(:\\?[^}]+|:-)\\}|/run/secrets/[a-z_]+");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)");

    private final Map<String, Object> file = map(read());

    @Test
    void holdsAConsoleThreeNodesAndThreeServersOfCouchDb() {
        assertThat(services().keySet())
                .containsExactlyInAnyOrder(
                        "console",
                        "node-1",
                        "node-2",
                        "node-3",
                        "couchdb-1",
                        "couchdb-2",
                        "couchdb-3",
                        "couchdb-cluster");
    }

    @Test
    void imagesArePinnedAndHealthIsAskedFor() {
        services().forEach((name, service) -> {
            assertThat(String.valueOf(service.get("image"))).as(name).matches(PINNED);
            var health = map(service.get("healthcheck"));
            assertThat(health.containsKey("test") || "no".equals(service.get("restart")))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void noSecretIsWrittenDownOrHasADefault() {
        services()
                .forEach((name, service) -> map(service.getOrDefault("environment", Map.of()))
                        .forEach((key, value) -> {
                            if (SECRET.matcher(key).find()) {
                                assertThat(String.valueOf(value))
                                        .as("%s of %s", key, name)
                                        .matches(HIDDEN);
                            }
                        }));
    }

    @Test
    void everyVariableIsDocumentedAndNoOther() throws IOException {
        var used = new TreeSet<String>();
        VARIABLE.matcher(Files.readString(FILE)).results().forEach(found -> used.add(found.group(1)));
        var documented = new TreeSet<String>();
        Files.readAllLines(WORDS).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> Pattern.compile("`([A-Z0-9_]+)`")
                        .matcher(cell)
                        .results()
                        .forEach(found -> documented.add(found.group(1))));
        assertThat(used).isEqualTo(documented);
    }

    @Test
    void whatMustLastIsInAVolumeThatIsDeclared() {
        var mounted = services().values().stream()
                .flatMap(service -> list(service.getOrDefault("volumes", List.of())).stream())
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .filter(volume -> !volume.startsWith("."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(mounted).isEqualTo(new TreeSet<>(map(file.get("volumes")).keySet()));
        assertThat(mounted).hasSize(8);
    }

    @Test
    void nodesAreGivenSettingsThatAgentsHave() {
        var known = Arrays.stream(AgentSettings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> "AGENT_" + name.toUpperCase(Locale.ROOT))
                .toList();
        for (var node : List.of("node-1", "node-2", "node-3")) {
            assertThat(known)
                    .containsAll(map(services().get(node).get("environment")).keySet());
        }
    }

    private Map<String, Map<String, Object>> services() {
        return map(file.get("services")).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> map(entry.getValue())));
    }

    private static Object read() {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object yaml) {
        return (Map<String, Object>) yaml;
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Object yaml) {
        return (List<String>) yaml;
    }
}
