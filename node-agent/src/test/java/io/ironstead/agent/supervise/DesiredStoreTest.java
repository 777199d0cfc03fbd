package io.ironstead.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.control.DesiredState;
import io.ironstead.model.control.SiteCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesiredStoreTest {
    static final DesiredState STATE = new DesiredState(
            7,
            false,
            List.of(new DesiredSite(
                    new SiteName("shop"),
                    new TenantId("acme"),
                    List.of("shop.example.com"),
                    false,
                    Map.of(),
                    List.of(),
                    List.of(new SiteCertificate("shop.example.com", "chain", "secret key")))));

    @TempDir
    Path data;

    Path file;
    DesiredStore store;

    @BeforeEach
    void open() {
        file = data.resolve("desired.json");
        store = new DesiredStore(file);
    }

    @Test
    void aNewNodeShouldHaveNothing() throws IOException {
        assertThat(store.load()).isEqualTo(DesiredState.NOTHING);
    }

    @Test
    void whatWasSavedIsThereAgain() throws IOException {
        store.save(DesiredState.NOTHING);
        store.save(STATE);
        assertThat(new DesiredStore(file).load()).isEqualTo(STATE);
    }

    @Test
    void onlyTheAgentCanReadTheKeysInIt() throws IOException {
        store.save(STATE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aCrashWhileSavingLeavesTheOldState() throws IOException {
        store.save(STATE);
        Files.writeString(data.resolve("desired.json.new"), "{\"revision\": 8, \"si");
        assertThat(store.load()).isEqualTo(STATE);
        store.save(STATE);
        assertThat(store.load()).isEqualTo(STATE);
    }

    @Test
    void aDamagedFileIsSetAside() throws IOException {
        for (var damaged : List.of("", "{\"revision\": 7, \"sites\": [", "{}", "\u0000\u0000\u0000")) {
            Files.writeString(file, damaged);
            assertThat(store.load()).isEqualTo(DesiredState.NOTHING);
            assertThat(file).doesNotExist();
            assertThat(data.resolve("desired.json.damaged")).hasContent(damaged);
        }
    }
}
