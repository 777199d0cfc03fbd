package io.ironstead.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlerTableTest {
    private final HandlerTable table = HandlerTable.of(List.of(
            new Handler.StaticDir("/static", "assets/pub", FileOptions.NONE, Access.OPEN),
            new Handler.StaticFiles(
                    "/(.*\\.(gif|png))", "images/\\1", "images/.*\\.(gif|png)", false, FileOptions.NONE, Access.OPEN),
            new Handler.StaticFiles("/maybe/(.*)", "maybe/\\1", "maybe/.*\\.txt", true, FileOptions.NONE, Access.OPEN),
            new Handler.StaticFiles("/robots.txt", "robots.txt", "robots.txt", false, FileOptions.NONE, Access.OPEN),
            new Handler.Script("/admin", "admin", Access.OPEN),
            new Handler.Script("/api/.*", "api", Access.OPEN),
            new Handler.Script("/p[0-9]+(/.*)?", "page", Access.OPEN)));

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
        var both = HandlerTable.of(List.of(
                new Handler.StaticFiles("/(.*)", "www/\\1", "www/.*", true, FileOptions.NONE, Access.OPEN),
                new Handler.Script("/.*", "auto", Access.OPEN)));
        var first = both.match("/a", 0);
        assertThat(first).isNotNull();
        var second = both.match("/a", first.next());
        assertThat(second).isNotNull();
        assertThat(second.handler()).isInstanceOf(Handler.Script.class);
        assertThat(both.match("/a", second.next())).isNull();
    }
}
