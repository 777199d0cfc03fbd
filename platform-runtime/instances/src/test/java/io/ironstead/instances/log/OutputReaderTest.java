package io.ironstead.instances.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputReaderTest {
    private static List<String> read(String text) {
        var lines = new ArrayList<String>();
        new OutputReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::addAll).run();
        return lines;
    }

    @Test
    void passesLinesOnWithoutTheirEnds() {
        assertThat(read("one\ntwo\r\n\nünf")).containsExactly("one", "two", "", "ünf");
    }

    @Test
    void cutsALongLine() {
        assertThat(read("x".repeat(100_000) + "\nnext\n")).containsExactly("x".repeat(8192), "next");
    }

    @Test
    void countsWhatAFloodLoses() {
        var lines = read("flood\n".repeat(50_000));
        assertThat(lines).hasSizeLessThanOrEqualTo(2_001);
        assertThat(lines.getLast()).isEqualTo("(48000 lines left out: more than 2000 lines or 1 MiB in a second)");
    }
}
