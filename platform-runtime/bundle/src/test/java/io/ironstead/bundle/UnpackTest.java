package io.ironstead.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.control.DesiredVersion.ArchiveKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackTest {
    @TempDir
    Path temporary;

    @Test
    void theOneTopFolderIsLeftOut() throws Exception {
        var archive = Archives.zip(temporary, "shop/app.yaml", "runtime: python312", "shop/main.py", "x");
        Bundles.unpack(archive, temporary.resolve("app"), BundleLimits.DEFAULT);
        assertThat(temporary.resolve("app/main.py")).hasContent("x");
        assertThat(Bundles.check(archive, BundleLimits.DEFAULT)).isInstanceOf(CheckResult.Checked.class);
    }

    @Test
    void whatTheMacsFinderAddsIsLeftOut() throws Exception {
        var archive = Archives.zip(
                temporary, "shop/index.html", "x", "__MACOSX/._shop", "", "__MACOSX/shop/._index.html", "");
        Bundles.unpack(archive, temporary.resolve("app"), BundleLimits.DEFAULT);
        assertThat(temporary.resolve("app")).isDirectoryContaining(file -> file.endsWith("index.html"));
        assertThat(temporary.resolve("app").toFile().list()).hasSize(1);
        assertThat(Bundles.check(archive, BundleLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        CheckResult.Checked.class,
                        checked -> assertThat(checked.files()).isEqualTo(1));
    }

    @Test
    void aProgramThatIsLeftOutIsMissedAtTheCheck() throws Exception {
        var archive =
                Archives.zip(temporary, "app.yaml", "runtime: python312", "main.py", "", ".gcloudignore", "main.py\n");
        assertThat(Bundles.check(archive, BundleLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        CheckResult.Rejected.class,
                        refused -> assertThat(refused.cause()).contains("no main.py"));
    }

    @Test
    void tarKeepsExecutableBitsAndLinksInsideBecomeFiles() throws Exception {
        var archive = Archives.tarGz(temporary, tar -> {
            Archives.file(tar, "run.sh", "#!/bin/sh", 0755);
            Archives.file(tar, "lib/data", "d", 0644);
            Archives.link(tar, "lib/alias", "data");
        });
        Bundles.unpack(archive, temporary.resolve("app"), BundleLimits.DEFAULT);
        assertThat(temporary.resolve("app/run.sh")).isExecutable();
        assertThat(Files.isExecutable(temporary.resolve("app/lib/data"))).isFalse();
        assertThat(Files.isRegularFile(temporary.resolve("app/lib/alias"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(temporary.resolve("app/lib/alias")).hasContent("d");
    }

    @Test
    void gcloudignoreLeavesFilesOut() throws Exception {
        var archive = Archives.zip(
                temporary,
                ".gcloudignore",
                "#!include:.gitignore\n*.log\n!keep.log\n/build\n",
                ".gitignore",
                "__pycache__/\n",
                "main.py",
                "",
                "a/x.log",
                "",
                "keep.log",
                "",
                "build/out",
                "",
                "src/build/in",
                "",
                "a/__pycache__/m.pyc",
                "");
        Bundles.unpack(archive, temporary.resolve("app"), BundleLimits.DEFAULT);
        try (var files = Files.walk(temporary.resolve("app"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file ->
                                    temporary.resolve("app").relativize(file).toString()))
                    .containsExactlyInAnyOrder(".gcloudignore", ".gitignore", "main.py", "keep.log", "src/build/in");
        }
    }

    @Test
    void theKindIsToldByTheBytes() throws Exception {
        var war = Archives.zip(temporary, "WEB-INF/web.xml", "<web-app/>", "index.html", "");
        assertThat(kind(war)).isEqualTo(ArchiveKind.WAR);
        assertThat(kind(Archives.zip(temporary, "main.py", ""))).isEqualTo(ArchiveKind.ZIP);
        assertThat(kind(Archives.tarGz(temporary, tar -> Archives.file(tar, "main.py", "", 0644))))
                .isEqualTo(ArchiveKind.TAR_GZ);
    }

    private static ArchiveKind kind(Path archive) throws Exception {
        return ((CheckResult.Checked) Bundles.check(archive, BundleLimits.DEFAULT)).kind();
    }
}
