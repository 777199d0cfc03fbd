package io.ironstead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantUsersTest {
    @TempDir
    Path folder;

    @Test
    void aNumberIsGivenOnceAndForAll() throws IOException {
        var file = folder.resolve("users");
        var users = new TenantUsers(file, 70_000, 3);
        assertThat(users.of(new TenantId("acme"))).isEqualTo(70_000);
        assertThat(users.of(new TenantId("zoo"))).isEqualTo(70_001);
        assertThat(users.of(new TenantId("acme"))).isEqualTo(70_000);

        var later = new TenantUsers(file, 70_000, 3);
        assertThat(later.of(new TenantId("new"))).isEqualTo(70_002);
        assertThat(later.of(new TenantId("zoo"))).isEqualTo(70_001);
        assertThatThrownBy(() -> later.of(new TenantId("more"))).hasMessage("All 3 user numbers for tenants are given");
        assertThat(later.of(new TenantId("acme"))).isEqualTo(70_000);
    }
}
