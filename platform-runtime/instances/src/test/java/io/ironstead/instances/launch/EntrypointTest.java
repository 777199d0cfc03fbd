package io.ironstead.instances.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntrypointTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PORT", "8080", "OPTIONS", "-w 2  --preload", "EMPTY", "", "NAME", "it's; rm -rf $HOME");

    private static List<String> words(String text) {
        return Entrypoint.command(text, ENVIRONMENT);
    }

    @Test
    void splitsWordsAndReplacesVariables() {
        assertThat(words("gunicorn -b :$PORT main:app")).containsExactly("gunicorn", "-b", ":8080", "main:app");
        assertThat(words("gunicorn -b 127.0.0.1:${PORT}0 ")).containsExactly("gunicorn", "-b", "127.0.0.1:80800");
    }

    @Test
    void keepsQuotesAsAShellDoes() {
        assertThat(words("run 'a $PORT' \"b $PORT\" c\\ d e\"f\"'g'"))
                .containsExactly("run", "a $PORT", "b 8080", "c d", "efg");
        assertThat(words("run '' \"\" \"\\$PORT \\\\ \\n\"")).containsExactly("run", "", "", "$PORT \\ \\n");
    }

    @Test
    void splitsAnUnquotedValueAndDropsAnEmptyOne() {
        assertThat(words("gunicorn $OPTIONS $EMPTY $MISSING app"))
                .containsExactly("gunicorn", "-w", "2", "--preload", "app");
        assertThat(words("run \"$OPTIONS\" \"$EMPTY\"")).containsExactly("run", "-w 2  --preload", "");
    }

    @Test
    void aValueIsNeverReadAsShellText() {
        assertThat(words("run $NAME")).containsExactly("run", "it's;", "rm", "-rf", "$HOME");
        assertThat(words("run \"$NAME\"")).containsExactly("run", "it's; rm -rf $HOME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cd src && python main.py",
                "python main.py > log",
                "a; b",
                "run $(hostname)",
                "run `hostname`",
                "run ${PORT:-8080}",
                "run $1",
                "run *.py",
                "DEBUG=1 python main.py",
                "exec python main.py",
                "run 'open",
                "run \"open",
                "run \\",
                "python main.py &",
                "one\ntwo"
            })
    void givesTextThatNeedsAShellToOneUnchanged(String text) {
        assertThat(words(text)).containsExactly("/bin/sh", "-c", text);
    }
}
