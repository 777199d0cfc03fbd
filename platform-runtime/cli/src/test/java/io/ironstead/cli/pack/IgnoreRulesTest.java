package io.ironstead.cli.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    @TempDir
    Path folder;

    private IgnoreRules rules(String text) throws IOException {
        Files.writeString(folder.resolve(".gcloudignore"), text);
        return IgnoreRules.of(folder);
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
    void matchesAsGitDoes(String pattern, String path, boolean ignored) throws IOException {
        assertThat(rules(pattern).ignores(path, false)).isEqualTo(ignored);
    }

    @Test
    void aPatternWithASlashAtItsEndMeansFoldersOnly() throws IOException {
        assertThat(rules("out/").ignores("out", true)).isTrue();
        assertThat(rules("out/").ignores("out", false)).isFalse();
    }

    @Test
    void theLastRuleThatMatchesWins() throws IOException {
        var rules = rules("*.txt\n!keep.txt\n# a comment\n");

        assertThat(rules.ignores("lose.txt", false)).isTrue();
        assertThat(rules.ignores("keep.txt", false)).isFalse();
    }

    @Test
    void includesAnotherFile() throws IOException {
        Files.writeString(folder.resolve(".gitignore"), "secret\n");

        assertThat(rules("#!include:.gitignore\n").ignores("secret", false)).isTrue();
    }

    @Test
    void withoutAFileItLeavesOutWhatGcloudLeavesOut() throws IOException {
        var rules = IgnoreRules.of(folder);

        assertThat(rules.ignores(".git", true)).isTrue();
        assertThat(rules.ignores("a/node_modules", true)).isTrue();
        assertThat(rules.ignores("main.py", false)).isFalse();
    }
}
