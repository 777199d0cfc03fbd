package io.ironstead.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlerTableTest {
    @TempDir
    static Path bundle;

    private final HandlerTable table = table(
            new Handler.StaticDir("/static", "assets/pub", FileOptions.NONE, Access.OPEN),
            new Handler.StaticFiles(
                    "/(.*\\.(gif|png))",
                    "images/\\1",
                    "images/.*\\.(gif|png)",
                    "images/secret/.*",
                    false,
                    FileOptions.NONE,
                    Access.OPEN),
            new Handler.StaticFiles(
                    "/maybe/(.*)", "maybe/\\1", "maybe/.*\\.txt", "", true, FileOptions.NONE, Access.OPEN),
            new Handler.StaticFiles(
                    "/robots.txt", "robots.txt", "robots.txt", "", false, FileOptions.NONE, Access.OPEN),
            new Handler.Script("/admin", "admin", Access.OPEN),
            new Handler.Script("/api/.*", "api", Access.OPEN),
            new Handler.Script("/p[0-9]+(/.*)?", "page", Access.OPEN));

    @BeforeAll
    static void fill() throws IOException {
        for (var file : List.of("maybe/a.txt", "maybe/a.html", "www/a", "www/secret/a", "www/sub/ä.txt")) {
            Files.createDirectories(bundle.resolve(file).getParent());
            Files.createFile(bundle.resolve(file));
        }
    }

    private static HandlerTable table(Handler... handlers) {
        try {
            return HandlerTable.of(List.of(handlers), FileNames.in(bundle));
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/static/a/b.css, assets/pub/a/b.css",
        "/static/, .",
        "/x/y.png, images/x/y.png",
        "/maybe/a.txt, maybe/a.txt",
        "/robots.txt, robots.txt"
    })
    void aFileIsNamed(String path, String file) {
        var match = table.match(path, 0);
        assertThat(match).isNotNull();
        assertThat(match.file()).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({"/admin, admin", "/api/, api", "/api/x/y, api", "/p12, page", "/p1/x, page"})
    void aScriptIsNamed(String path, String script) {
        var match = table.match(path, 0);
        assertThat(match).isNotNull();
        assertThat(match.handler())
                .isInstanceOfSatisfying(
                        Handler.Script.class,
                        handler -> assertThat(handler.script()).isEqualTo(script));
    }

    @ParameterizedTest
    @CsvSource({"/", "/static", "/staticx/a", "/admin/", "/Admin", "/api", "/px", "/maybe/a.html", "/robotsxtxt/"})
    void nothingIsNamed(String path) {
        assertThat(table.match(path, 0)).isNull();
    }

    @Test
    void aDotInAnExpressionIsAnyCharacter() {
        // App Engine's own reading of `url: /robots.txt`; the file is what the handler says all the same.
        assertThat(table.match("/robotsXtxt", 0)).isNotNull();
    }

    @Test
    void theSearchGoesOnBehindAHandlerWhoseFileIsMissing() {
        var both = table(
                new Handler.StaticFiles(
                        "/(.*)", "www/\\1", "www/.*", "www/(secret|private)/.*", true, FileOptions.NONE, Access.OPEN),
                new Handler.Script("/.*", "auto", Access.OPEN));
        var first = both.match("/a", 0);
        assertThat(first).isNotNull();
        var second = both.match("/a", first.next());
        assertThat(second).isNotNull();
        assertThat(second.handler()).isInstanceOf(Handler.Script.class);
        assertThat(both.match("/a", second.next())).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/a, www/a", "/sub/ä.txt, www/sub/ä.txt", "/b,", "/sub,", "/sub/,", "/secret/a,", "/,"})
    void aFileThatMustExistIsOnlyNamedWhenItDoesAndIsNotExcluded(String path, String file) {
        var war = table(
                new Handler.StaticFiles(
                        "/(.*)", "www/\\1", "www/.*", "www/(secret|private)/.*", true, FileOptions.NONE, Access.OPEN),
                new Handler.Script("/.*", "auto", Access.OPEN));
        var match = war.match(path, 0);
        assertThat(match).isNotNull();
        assertThat(match.file()).isEqualTo(file == null ? "" : file);
    }

    @Test
    void whatIsExcludedIsNoFileAtAll() {
        var match = table.match("/secret/a.png", 0);
        assertThat(match).isNotNull();
        assertThat(match.file()).isEqualTo(".");
    }

    @Test
    void aLargeBundleIsKnownByItsNamesAlone() throws IOException {
        var folder = Files.createTempDirectory(bundle, "large");
        for (int i = 0; i < 5_000; i++) {
            Files.createFile(folder.resolve("file-" + i));
        }
        var names = FileNames.in(folder);
        for (int i = 0; i < 5_000; i++) {
            assertThat(names.mayHave("file-" + i)).as("file-%d", i).isTrue();
            assertThat(names.mayHave("file-" + (i + 5_000)))
                    .as("file-%d", i + 5_000)
                    .isFalse();
        }
    }
}
