package io.ironstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.SiteName;
import io.ironstead.services.fake.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteKeysTest {
    private static final SiteName SHOP = new SiteName("shop");

    @TempDir
    Path folder;

    private SiteKeys keys() {
        return new SiteKeys(folder.resolve("keys"), new TestClock(), new SecureRandom());
    }

    @Test
    void aKeyIsTheSameAfterARestart() {
        var before = keys().of(SHOP);
        var after = keys().of(SHOP);

        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.certificatePem()).isEqualTo(before.certificatePem());
        assertThat(after.sign(new byte[] {1}))
                .as("this kind of signature has no randomness")
                .isEqualTo(before.sign(new byte[] {1}));
    }

    @Test
    void eachSiteHasItsOwn() {
        var keys = keys();
        assertThat(keys.of(SHOP).name())
                .isEqualTo(keys.of(SHOP).name())
                .isNotEqualTo(keys.of(new SiteName("other")).name());
    }

    @Test
    void onlyTheAgentCanReadThem() throws IOException {
        keys().of(SHOP);
        var file = folder.resolve("keys").resolve("shop.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aStartThatWasCutOffLeavesNoHalfKey() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys").resolve("shop.pem.new"), "-----BEGIN");
        assertThat(keys().of(SHOP).sign(new byte[] {1})).isNotEmpty();
    }

    /** A new key in its place would make what the site signed before look forged, and nobody would know. */
    @Test
    void aFileThatWasDamagedIsNotReplacedInSilence() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys").resolve("shop.pem"), "nothing");
        assertThatThrownBy(() -> keys().of(SHOP)).isInstanceOf(UncheckedIOException.class);
    }
}
