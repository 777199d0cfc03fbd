package io.ironstead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
    @TempDir
    Path samples;

    @Test
    void aSampleIsNamedByWhatItDoesUnlessTwoDoTheSame() throws IOException {
        for (var folder : new String[] {"python-qr", "python-guestbook", "python-ndb-notes"}) {
            Files.createFile(Files.createDirectory(samples.resolve(folder)).resolve("app.yaml"));
        }
        Files.createFile(
                Files.createDirectory(samples.resolve("java-guestbook")).resolve("pom.xml"));
        Files.createDirectory(samples.resolve("nothing-here"));

        assertThat(Sample.in(samples))
                .extracting(Sample::site)
                .containsExactly("java-guestbook", "python-guestbook", "ndb-notes", "qr");
    }
}
