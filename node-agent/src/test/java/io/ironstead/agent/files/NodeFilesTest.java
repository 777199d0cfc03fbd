package io.ironstead.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.PutResult;
import io.ironstead.files.PutTerms;
import io.ironstead.files.Space;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFilesTest {
    private static final FileKey KEY = new FileKey(Space.PLATFORM, "greeting");

    @TempDir
    Path folder;

    @Test
    void keepsFilesOverARestartAndSaysThatTheyAreHereOnly() throws Exception {
        try (var files = open()) {
            var content = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(files.store().put(KEY, content, PutTerms.upTo(100, "text/plain"), soon()))
                    .isInstanceOf(PutResult.Stored.class);
        }
        try (var files = open();
                var content = files.store().read(KEY, ByteRange.ALL, soon()).orElseThrow()) {
            assertThat(content.bytes().readAllBytes()).asString().isEqualTo("hello");
            assertThat(files.report().store()).isEqualTo("disk");
            assertThat(files.report().sentence())
                    .isEqualTo("Kept on this machine only, encrypted: Tahoe-LAFS is off because nobody switched it on;"
                            + " ./ironstead up --tahoe does.");
        }
    }

    private NodeFiles open() throws Exception {
        var files = new NodeFiles(folder.resolve("files"), new NodeId("one"), false, InstantSource.system());
        files.start();
        return files;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
