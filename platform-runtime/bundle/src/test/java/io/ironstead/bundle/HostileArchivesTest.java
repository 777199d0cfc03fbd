package io.ironstead.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that lie about themselves: every lie is a refusal, none an error of ours, none costs memory or disk. */
class HostileArchivesTest {
    private static final BundleLimits SMALL = new BundleLimits(1 << 20, 4 << 20, 100, 50, 64 << 10, 50, 200, 5);

    @TempDir
    Path temporary;

    @Test
    void copiesOfLinkedFilesCount() throws IOException {
        var noise = new byte[512 << 10];
        new Random(1).nextBytes(noise);
        var archive = Archives.tarGz(temporary, tar -> {
            var entry = new TarArchiveEntry("main.py");
            entry.setSize(noise.length);
            tar.putArchiveEntry(entry);
            tar.write(noise);
            tar.closeArchiveEntry();
            for (int i = 0; i < 50; i++) {
                Archives.link(tar, "copy" + i, "main.py");
            }
        });
        assertRefused(archive, "larger than 4 MiB");
    }

    @Test
    void aLinkWhoseTargetNeverEndsIsNotReadWhole() throws IOException {
        var archive = temporary.resolve("link.zip");
        try (var zip = new ZipArchiveOutputStream(archive)) {
            var link = new ZipArchiveEntry("link");
            link.setUnixMode(0120777);
            zip.putArchiveEntry(link);
            zip.write("a".repeat(256 << 10).getBytes(StandardCharsets.US_ASCII));
            zip.closeArchiveEntry();
        }
        var bytes = Files.readAllBytes(archive);
        var entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // The size in the central directory claims four bytes.
        entry.putInt(central(bytes) + 24, 4);
        assertRefused(Files.write(archive, bytes), "damaged");
    }

    @Test
    void sizesBeyondAllNumbersAreDamage() throws IOException {
        var archive = temporary.resolve("huge.zip");
        try (var zip = new ZipArchiveOutputStream(archive)) {
            zip.setUseZip64(org.apache.commons.compress.archivers.zip.Zip64Mode.Always);
            zip.putArchiveEntry(new ZipArchiveEntry("main.py"));
            zip.write('x');
            zip.closeArchiveEntry();
        }
        var bytes = Files.readAllBytes(archive);
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int extra = central(bytes) + 46 + "main.py".length();
        assertThat(buffer.getShort(extra)).isEqualTo((short) 1);
        buffer.putLong(extra + 4 + 8, Long.MAX_VALUE);
        assertRefused(Files.write(archive, bytes), "damaged");
    }

    @Test
    void theTwoDirectoriesOfAZipMustAgree() throws IOException {
        var bytes = Archives.zip("main.py", "x");
        bytes[30] = 'n';
        assertRefused(Files.write(temporary.resolve("two.zip"), bytes), "damaged");
    }

    @Test
    void bytesThatDoNotMatchTheirChecksumAreDamage() throws IOException {
        var archive = temporary.resolve("flipped.zip");
        try (var zip = new ZipArchiveOutputStream(archive.toFile())) {
            zip.setMethod(ZipArchiveOutputStream.STORED);
            var entry = new ZipArchiveEntry("main.py");
            entry.setSize(1);
            var sum = new java.util.zip.CRC32();
            sum.update('x');
            entry.setCrc(sum.getValue());
            zip.putArchiveEntry(entry);
            zip.write('x');
            zip.closeArchiveEntry();
        }
        var bytes = Files.readAllBytes(archive);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("main.pyx") + 7;
        bytes[at] = 'y';
        assertRefused(Files.write(archive, bytes), "damaged");
    }

    @Test
    void rulesThatAreNoPatternsAreRefused() throws IOException {
        assertRefused(Archives.zip(temporary, ".gcloudignore", "a[z-a]b\n", "main.py", ""), ".gcloudignore");
    }

    @Test
    void whatCannotBeUnpackedIsRefusedAtTheCheck() throws IOException {
        assertRefused(Archives.zip(temporary, "main.py", "", "a", "", "a/b", ""), "both as a file and as a folder");
        assertRefused(Archives.zip(temporary, "main.py", "", "a/b", "", "a", ""), "both as a file and as a folder");
        assertRefused(
                Archives.tarGz(temporary, tar -> {
                    Archives.file(tar, "main.py", "", 0644);
                    Archives.link(tar, "ring", "other");
                    Archives.link(tar, "other", "ring");
                }),
                "does not point at a file");
    }

    @Test
    void deeplyNestedDescriptorsAreRefused() throws IOException {
        assertRefusedAtCheck(Archives.zip(temporary, "app.yaml", noise("["), "main.py", ""), "app.yaml");
        assertRefusedAtCheck(
                Archives.zip(temporary, "WEB-INF/web.xml", "<web-app>" + noise("<a>") + "</web-app>"), "web.xml");
        assertRefusedAtCheck(
                Archives.zip(
                        temporary,
                        "WEB-INF/appengine-web.xml",
                        "<a><runtime>" + noise("<b>") + noise("</b>") + "</runtime></a>"),
                "appengine-web.xml");
    }

    private static String noise(String word) {
        return word.repeat(20_000);
    }

    private static int central(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
    }

    private void assertRefusedAtCheck(Path archive, String cause) throws IOException {
        assertThat(Bundles.check(archive, BundleLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        CheckResult.Rejected.class,
                        refused -> assertThat(refused.cause()).contains(cause));
    }

    private void assertRefused(Path archive, String cause) throws IOException {
        var place = Files.createTempDirectory(temporary, "place");
        assertThatThrownBy(() -> Bundles.unpack(archive, place.resolve("app"), SMALL))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining(cause);
        assertThat(place).isEmptyDirectory();
        assertThat(Bundles.check(archive, SMALL))
                .isInstanceOfSatisfying(
                        CheckResult.Rejected.class,
                        refused -> assertThat(refused.cause()).contains(cause));
    }
}
