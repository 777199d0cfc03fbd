package io.ironstead.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One small file for each program that runs, so that the next agent can find what a killed one left behind. The file is
 * there before the process is, and says which process it is afterwards: boot, process id and start.
 */
final class LaunchRecords {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final String boot;

    LaunchRecords(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            boot = Files.readString(BOOT_ID).strip();
        } catch (IOException unusable) {
            throw new UncheckedIOException("The folder for process records cannot be used", unusable);
        }
    }

    void announce(String launch) throws IOException {
        Files.writeString(folder.resolve(launch), "");
    }

    void started(String launch, ProcessEntry process) throws IOException {
        var partial = folder.resolve("." + launch);
        Files.writeString(partial, boot + " " + process.pid() + " " + process.startTicks());
        Files.move(
                partial,
                folder.resolve(launch),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    void ended(String launch) {
        try {
            Files.deleteIfExists(folder.resolve(launch));
        } catch (IOException leftover) {
            throw new UncheckedIOException("A process record cannot be removed", leftover);
        }
    }

    /** Every recorded launch with its process, if that runs still: same boot, same id, same start. */
    Map<String, Optional<ProcessEntry>> all() throws IOException {
        var found = new HashMap<String, Optional<ProcessEntry>>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (name.startsWith(".")) {
                    Files.delete(file);
                } else {
                    found.put(name, processIn(Files.readString(file)));
                }
            }
        }
        return found;
    }

    private Optional<ProcessEntry> processIn(String record) {
        var words = record.strip().split(" ");
        if (words.length != 3 || !words[0].equals(boot)) {
            return Optional.empty();
        }
        long start = Long.parseLong(words[2]);
        return ProcessEntry.of(Long.parseLong(words[1])).filter(entry -> entry.startTicks() == start);
    }
}
