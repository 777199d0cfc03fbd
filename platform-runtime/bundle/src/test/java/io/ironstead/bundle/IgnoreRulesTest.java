package io.ironstead.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    private static IgnoreRules rules(String text) throws BadBundleException {
        return IgnoreRules.of(files(Map.of(".gcloudignore", text)), "");
    }

    private static Function<String, Optional<String>> files(Map<String, String> files) {
        return path -> Optional.ofNullable(files.get(path));
    }

    @ParameterizedTest
    @CsvSource({
        "*.log, a/b/c.log, true",
        "*.log, c.logs, false",
        "/top, top, true",
        "/top, a/top, false",
        "a/*.txt, a/x.txt, true",
        "a/*.txt, a/b/x.txt, false",
        "a/**/x, a/x, true",
        "a/**/x, a/b/c/x, true",
        "a/**, a/b/c, true",
        "**/deep, q/w/deep, true",
        "f[ab].c, fa.c, true",
        "f[!ab].c, fa.c, false",
        "f?.c, fx.c, true",
        "f?.c, f/.c, false",
        "a+b(c).txt, a+b(c).txt, true",
    })
    void matchesAsGitDoes(String pattern, String path, boolean ignored) throws BadBundleException {
        assertThat(rules(pattern).leavesOut(path)).isEqualTo(ignored);
    }

    @Test
    void aPatternWithASlashAtItsEndMeansFoldersOnly() throws BadBundleException {
        assertThat(rules("out/").leavesOutFolder("out")).isTrue();
        assertThat(rules("out/").leavesOut("out")).isFalse();
    }

    @Test
    void theLastRuleThatMatchesWins() throws BadBundleException {
        var rules = rules("*.txt\n!keep.txt\n# a comment\n");

        assertThat(rules.leavesOut("lose.txt")).isTrue();
        assertThat(rules.leavesOut("keep.txt")).isFalse();
    }

    @Test
    void whatLiesInALeftOutFolderIsLeftOutToo() throws BadBundleException {
        var rules = rules("out/\n!out/keep.txt\n");

        assertThat(rules.leavesOut("out/keep.txt")).isTrue();
        assertThat(rules.leavesOutFolder("out/inner")).isTrue();
    }

    @Test
    void aBackslashTakesTheNextSignAsItIs() throws BadBundleException {
        var rules = rules("\\#draft\n\\!now\na\\*\n");

        assertThat(rules.leavesOut("#draft")).isTrue();
        assertThat(rules.leavesOut("!now")).isTrue();
        assertThat(rules.leavesOut("a*")).isTrue();
        assertThat(rules.leavesOut("ab")).isFalse();
    }

    @Test
    void includesAnotherFile() throws BadBundleException {
        var files = files(Map.of(".gcloudignore", "#!include:.gitignore\n", ".gitignore", "secret\n"));

        assertThat(IgnoreRules.of(files, "").leavesOut("secret")).isTrue();
    }

    @Test
    void withoutAFileTheUsualRulesHold() throws BadBundleException {
        var rules = IgnoreRules.of(files(Map.of()), "node_modules/\n");

        assertThat(rules.leavesOutFolder("a/node_modules")).isTrue();
        assertThat(rules.leavesOut("main.py")).isFalse();
        assertThat(rules("").leavesOutFolder("a/node_modules")).isFalse();
    }
}
