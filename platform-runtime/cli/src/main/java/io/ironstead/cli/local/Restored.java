package io.ironstead.cli.local;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Makes a console's folder of a snapshot, where there is no console yet. */
public final class Restored {
    private static final String DATABASE = "console.mv.db";
    private static final Set<String> KNOWN = Set.of(DATABASE, "ca/ca.key", "ca/ca.crt", "vault.key");

    private Restored() {}

    /** Unpacks what a console needs, for this user only. Nothing of a console that is there is overwritten. */
    public static void from(Path snapshot, DataFolder data) {
        var console = data.console();
        if (Files.exists(console.resolve(DATABASE)) || Files.exists(console.resolve("ca"))) {
            throw new Failure(
                    "There is a console in " + console + " already",
                    "Restore into another folder with --data, or move this one away first.");
        }
        var work = console.resolveSibling("console.restoring");
        try {
            remove(work);
            unpack(snapshot, work, data);
            if (!Files.exists(work.resolve(DATABASE)) || !Files.exists(work.resolve("ca/ca.key"))) {
                remove(work);
                throw new Failure(
                        snapshot + " is no snapshot of a console", "Its name begins with console- and ends with .zip.");
            }
            remove(console);
            Files.move(work, console);
        } catch (IOException unreadable) {
            throw new Failure(
                    "The snapshot cannot be restored: " + unreadable.getMessage(),
                    "Check the file and free some space.");
        }
    }

    private static void unpack(Path snapshot, Path work, DataFolder data) throws IOException {
        var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(work, onlyMe);
        Files.createDirectory(work.resolve("ca"), onlyMe);
        try (var zip = new ZipInputStream(Files.newInputStream(snapshot))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (KNOWN.contains(entry.getName())) {
                    write(zip, work.resolve(entry.getName()));
                } else if (entry.getName().equals("agent-port") && !Files.exists(data.agentPort())) {
                    // Where this console's agents look for it.
                    write(zip, data.agentPort());
                }
            }
        }
    }

    private static void write(InputStream content, Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(file)) {
            content.transferTo(out);
        }
    }

    /** What a start that failed may have left: empty folders, or half a restoration. */
    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
