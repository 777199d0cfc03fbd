package io.ironstead.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.files.ByteRange;
import io.ironstead.files.FileKey;
import io.ironstead.files.FilesUnavailableException;
import io.ironstead.files.Place;
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
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class NodeFilesTest {
    private static final FileKey KEY = new FileKey(Space.PLATFORM, "greeting");
    private static final FileKey UNREAD = new FileKey(Space.PLATFORM, "moved first, and never read");

    @TempDir
    Path folder;

    @Test
    void keepsFilesOverARestartAndSaysThatTheyAreHereOnly() throws Exception {
        putGreeting();
        try (var files = open(false);
                var content = files.store().read(KEY, ByteRange.ALL, soon()).orElseThrow()) {
            assertThat(content.bytes().readAllBytes()).asString().isEqualTo("hello");
            assertThat(files.report().store()).isEqualTo("disk");
            assertThat(files.report().sentence())
                    .isEqualTo("Kept on this machine only, encrypted: Tahoe-LAFS is off because nobody switched it on;"
                            + " ./ironstead up --tahoe does.");
        }
    }

    /** Installs the real Tahoe-LAFS, which takes a minute. */
    @Test
    @EnabledIfSystemProperty(named = "long", matches = "true", disabledReason = "installs Tahoe-LAFS: runs with --long")
    void switchedOnItMovesWhatWasHereIntoItsGrid() throws Exception {
        putGreeting();
        try (var files = open(true)) {
            assertThat(files.report().sentence()).contains("Tahoe-LAFS is off because it is being installed");
            var most = Deadline.in(Duration.ofMinutes(5));
            while (files.store().stat(KEY, soon()).orElseThrow().place() != Place.GRID && !most.isOver()) {
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(files.report().store()).as(files.report().sentence()).isEqualTo("grid");
            try (var content = files.store().read(KEY, ByteRange.ALL, soon()).orElseThrow()) {
                assertThat(content.file().place()).isEqualTo(Place.GRID);
                assertThat(content.bytes().readAllBytes()).asString().isEqualTo("hello");
            }
        }
        try (var files = open(false)) {
            try (var content = files.store().read(KEY, ByteRange.ALL, soon()).orElseThrow()) {
                assertThat(content.bytes().readAllBytes())
                        .as("from the cache")
                        .asString()
                        .isEqualTo("hello");
            }
            assertThatThrownBy(() -> files.store().read(UNREAD, ByteRange.ALL, soon()))
                    .as("switched off again, the file is not gone, only out of reach")
                    .isInstanceOf(FilesUnavailableException.class);
        }
    }

    private void putGreeting() throws Exception {
        try (var files = open(false)) {
            for (var key : List.of(UNREAD, KEY)) {
                var content = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
                assertThat(files.store().put(key, content, PutTerms.upTo(100, "text/plain"), soon()))
                        .isInstanceOf(PutResult.Stored.class);
            }
        }
    }

    private NodeFiles open(boolean tahoe) throws Exception {
        var files = new NodeFiles(folder.resolve("files"), new NodeId("one"), tahoe, InstantSource.system());
        files.start();
        return files;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
