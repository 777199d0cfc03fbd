package io.ironstead.couch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes read when they start. */
class NodeFilesTest {
    @TempDir
    Path folder;

    private final ClusterSecrets secrets = ClusterSecrets.make(new SecureRandom());
    private final ClusterShape shape =
            new ClusterShape(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"), 5984, 9100, secrets);

    @Test
    void secretsAreTheSameEverywhereAndNobodyElseSeesThem() throws Exception {
        var one = new NodeFiles(folder.resolve("one"));
        var two = new NodeFiles(folder.resolve("two"));
        one.write(shape, "10.0.0.1");
        one.write(shape, "10.0.0.1");
        two.write(shape, "10.0.0.2");
        var lines = Files.readAllLines(one.configuration());
        assertThat(lines)
                .contains(
                        "seedlist = couchdb@10.0.0.2,couchdb@10.0.0.3,couchdb@10.0.0.4",
                        "bind_address = 10.0.0.1",
                        "n = 3",
                        "maintenance_mode = true");
        assertThat(lines.stream().filter(line -> line.matches("(uuid|secret|ironstead) = .*")))
                .containsExactlyElementsOf(Files.readAllLines(two.configuration()).stream()
                        .filter(line -> line.matches("(uuid|secret|ironstead) = .*"))
                        .toList());
        assertThat(Files.readString(one.configuration())).doesNotContain(secrets.password());
        assertThat(Files.readString(one.arguments()))
                .doesNotContain(secrets.cookie())
                .contains("-name couchdb@10.0.0.1\n", "{10,0,0,1}");
        assertThat(Files.readString(one.home().resolve(".erlang.cookie"))).isEqualTo(secrets.cookie());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.home())))
                .isEqualTo("rwx------");
        assertThat(shape.toString()).doesNotContain(secrets.password(), secrets.cookie());
    }

    @Test
    void whatCannotBeWrittenIntoAConfigurationIsRefused() {
        assertThatThrownBy(() -> new NodeFiles(folder.resolve("a b"))).isInstanceOf(IllegalArgumentException.class);
        for (var addresses :
                List.of(List.<String>of(), List.of("10.0.0.1", "10.0.0.1"), List.of("10.0.0.1\nx"), List.of("host"))) {
            assertThatThrownBy(() -> new ClusterShape(addresses, 5984, 9100, secrets))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new ClusterSecrets("pw\n", "", "", "", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
