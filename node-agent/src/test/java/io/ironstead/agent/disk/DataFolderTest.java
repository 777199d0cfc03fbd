package io.ironstead.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path data;

    @Test
    void oneAtATime() throws IOException {
        var folder = data.resolve("a/b");
        try (var first = DataFolder.take(folder).orElseThrow()) {
            assertThat(DataFolder.take(folder)).isEmpty();
            assertThat(first.path()).isEqualTo(folder);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx--x--x");
        }
        DataFolder.take(folder).orElseThrow().close();
    }

    @Test
    void aFileInItsPlaceIsAnError() throws IOException {
        var file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.take(file)).isInstanceOf(IOException.class);
    }
}
