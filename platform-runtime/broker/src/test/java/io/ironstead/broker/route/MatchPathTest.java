package io.ironstead.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "/%61dmin, /admin",
        "/a%2Fb, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/%2e%2E/b, /b",
        "//a///b, /a/b",
        "/a/..;x/b, /a/..;x/b",
        "/a/.., /",
        "/a/b/.., /a/",
        "/100%, /100%",
        "/%zz, /%zz",
        "/.well-known/x, /.well-known/x",
        "/...x, /...x"
    })
    void isWhatAServerWouldTakeItFor(String raw, String path) {
        assertThat(MatchPath.of(raw, false)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"/admin;x=1/y, /admin/y", "/a;b, /a", "/a/..;x/b, /b", "/;x/admin, /admin"})
    void servletServersIgnoreParameters(String raw, String path) {
        assertThat(MatchPath.of(raw, true)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../a", "/a/../../b", "/%2e%2e/a", "/a%00b", "/a%0ab", "/%7f"})
    void isNothingWhenItLeavesTheRootOrHidesSomething(String raw) {
        assertThat(MatchPath.of(raw, false)).isNull();
    }

    @Test
    void bytesAreUtf8() {
        assertThat(MatchPath.of("/caf%C3%A9", false)).isEqualTo("/café");
        assertThat(MatchPath.of("/caf\u00c3\u00a9", false)).isEqualTo("/café");
    }
}
