package io.ironstead.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive may try: each is told in a sentence, and unpacking leaves nothing anywhere. */
class RefusedArchivesTest {
    private static final BundleLimits SMALL = new BundleLimits(1 << 20, 4 << 20, 20, 50, 64 << 10, 50, 200, 5);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "../evil, leaves it",
        "a/../../evil, leaves it",
        "/etc/passwd, absolute",
        "'C:\\evil', absolute or Windows",
        "'a\u0001b', control characters",
        "a/b/c/d/e/f, deep",
        "012345678901234567890123456789012345678901234567890, more than 50 bytes",
    })
    void names(String name, String cause) throws IOException {
        var archive = Archives.zip(temporary, "app.yaml", "runtime: python312", "main.py", "", name, "x");
        assertRefused(archive, cause);
    }

    @Test
    void aLinkOutOfTheArchive() throws IOException {
        assertRefused(Archives.tarGz(temporary, tar -> Archives.link(tar, "a", "../../etc/passwd")), "leads out of");
        assertRefused(Archives.tarGz(temporary, tar -> Archives.link(tar, "a", "/etc/passwd")), "leads out of");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
    void devicesAndPipes(byte kind) throws IOException {
        assertRefused(
                Archives.tarGz(temporary, tar -> Archives.special(tar, "a", kind)), "neither file, folder nor link");
    }

    @Test
    void aBombByRatio() throws IOException {
        assertRefused(Archives.zip(temporary, "main.py", "0".repeat(2 << 20)), "more than 50 times its size");
        assertRefused(
                Archives.tarGz(temporary, tar -> Archives.file(tar, "main.py", "0".repeat(2 << 20), 0644)),
                "more than 50 times its size");
    }

    @Test
    void tooManyFiles() throws IOException {
        var entries = new String[2 * 21];
        for (int i = 0; i < 21; i++) {
            entries[2 * i] = "f" + i;
            entries[2 * i + 1] = "";
        }
        assertRefused(Archives.zip(temporary, entries), "more than 20 files");
    }

    @Test
    void tooLarge() throws IOException {
        var noise = new byte[(1 << 20) + 1];
        noise[0] = 'P';
        noise[1] = 'K';
        assertRefused(Files.write(temporary.resolve("large"), noise), "larger than 1 MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "MZ", "\u007fELF"})
    void whatIsNoArchive(String bytes) throws IOException {
        assertRefused(Files.writeString(temporary.resolve("no"), bytes), bytes.isEmpty() ? "empty" : "neither a zip");
    }

    @Test
    void halfAnArchive() throws IOException {
        var whole = Archives.zip("main.py", "x = 1\n".repeat(1000));
        assertRefused(Files.write(temporary.resolve("half"), Arrays.copyOf(whole, whole.length / 2)), "damaged");
    }

    @Test
    void theSameNameTwice() throws IOException {
        var archive = Archives.tarGz(temporary, tar -> {
            Archives.file(tar, "main.py", "1", 0644);
            Archives.file(tar, "main.py", "2", 0644);
        });
        assertRefused(archive, "twice");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedArchiveIsRefusedOrReadButNothingEscapes(long seed) throws IOException {
        var random = new Random(seed);
        var zip = Archives.zip("app.yaml", "runtime: python312", "main.py", "x = 1\n".repeat(50), "a/b.txt", "b");
        var tar = Archives.tar(entries -> {
            Archives.file(entries, "app.yaml", "runtime: python312", 0644);
            Archives.file(entries, "a/main.py", "x = 1\n".repeat(50), 0755);
            Archives.link(entries, "main.py", "a/main.py");
        });
        for (int round = 0; round < 200; round++) {
            boolean zipped = round % 2 == 0;
            var bytes = (zipped ? zip : tar).clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            // What is broken inside the tar must get past gzip's checksum.
            var archive = Files.write(temporary.resolve("mutant"), zipped ? bytes : Archives.gzip(bytes));
            var place = Files.createDirectory(temporary.resolve("out-" + seed + "-" + round));
            try {
                Bundles.unpack(archive, place.resolve("app"), SMALL);
            } catch (BadBundleException refused) {
                assertThat(place).as("seed %d round %d", seed, round).isEmptyDirectory();
            }
            Bundles.check(archive, SMALL);
            try (var around = Files.list(temporary)) {
                assertThat(around.map(path -> path.getFileName().toString()))
                        .as("seed %d round %d", seed, round)
                        .allMatch(name -> name.equals("mutant") || name.startsWith("out-"));
            }
        }
    }

    private void assertRefused(Path archive, String cause) throws IOException {
        var place = Files.createDirectory(temporary.resolve("place-" + archive.getFileName()));
        assertThatThrownBy(() -> Bundles.unpack(archive, place.resolve("app"), SMALL))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining(cause);
        assertThat(place).isEmptyDirectory();
        assertThat(Bundles.check(archive, SMALL)).isInstanceOfSatisfying(CheckResult.Rejected.class, refused -> {
            assertThat(refused.cause()).contains(cause);
            assertThat(refused.advice()).isNotBlank();
        });
    }
}
