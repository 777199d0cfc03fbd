package io.ironstead.cli.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FolderStreamTest {
    @TempDir
    Path folder;

    private static Map<String, byte[]> files(byte[] archive) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void itMayBeReadByManyThreadsOneAfterTheOther() throws Exception {
        var large = new byte[1 << 20];
        new Random(7).nextBytes(large);
        Files.write(folder.resolve("large.bin"), large);
        Files.createDirectories(folder.resolve("node_modules/x"));
        Files.writeString(folder.resolve("node_modules/x/y.js"), "left out");

        var archive = new ByteArrayOutputStream();
        try (var stream = new FolderStream(folder).start()) {
            int read = 0;
            while (read >= 0) {
                var part = new byte[50_000];
                var reading = new FutureTask<>(() -> stream.read(part));
                // Each of them has ended before the next begins, as threads of an HTTP client may.
                var thread = Thread.ofPlatform().start(reading);
                thread.join();
                read = reading.get();
                archive.write(part, 0, Math.max(0, read));
            }
        }
        assertThat(files(archive.toByteArray())).containsOnlyKeys("large.bin").containsEntry("large.bin", large);
    }

    @Test
    void aLinkOutOfTheFolderIsAReasonAndNeverAnEnd(@TempDir Path elsewhere) throws Exception {
        Files.writeString(folder.resolve("a.txt"), "a");
        Files.createSymbolicLink(folder.resolve("z"), elsewhere);
        try (var stream = new FolderStream(folder).start()) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("z is a link out of the folder");
            assertThatThrownBy(stream::read).hasMessageContaining("z is a link out of the folder");
        }
    }

    @Test
    void aReaderThatLeavesEndsThePacker() throws Exception {
        var pipe = new Pipe(10);
        var writing = new FutureTask<>(() -> {
            try (var writer = pipe.writer()) {
                writer.write(new byte[100]);
            }
            return null;
        });
        Thread.ofVirtual().start(writing);
        try (InputStream reader = pipe.reader()) {
            assertThat(reader.readNBytes(15)).hasSize(15);
        }
        assertThatThrownBy(writing::get).hasRootCauseMessage("Nobody reads any more");
    }
}
