package io.ironstead.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects a program's folders where its tenant's user may go. The folders above them, such as root's home, may be shut
 * to that user, and opening those would open them to more than this program. To be used by a {@link NamespaceThread}
 * only, whose mounts nobody else sees.
 */
final class Stage {
    /** These every program sees anyway. */
    private static final List<Path> ALWAYS_SHOWN = List.of(Path.of("/usr"), Path.of("/etc/ssl"), Path.of("/etc/pki"));

    private final Path folder;

    Stage(Path folder) {
        this.folder = folder;
    }

    /** @param staged where it lies for the one who builds the program's world */
    record Shown(Path original, Path staged, boolean writable) {}

    /**
     * @param shown in the order in which they are to be shown, outer folders before inner ones
     * @param others staged, not to be shown as they are
     */
    record Staged(List<Shown> shown, Map<Path, Path> others) {
        Path of(Path original) {
            return others.get(original);
        }
    }

    /** @throws IOException when something does not exist or lies where the stage is */
    Staged set(Launch launch, List<Path> more) throws IOException {
        Kernel.mountEmpty(folder);
        var wanted = new LinkedHashMap<Path, Boolean>();
        launch.readOnly().forEach(path -> wanted.put(path.toAbsolutePath().normalize(), false));
        launch.readWrite().forEach(path -> wanted.put(path.toAbsolutePath().normalize(), true));
        wanted.keySet().removeIf(path -> ALWAYS_SHOWN.stream().anyMatch(path::startsWith));
        var order = new ArrayList<>(wanted.keySet());
        order.sort((a, b) -> Integer.compare(a.getNameCount(), b.getNameCount()));
        var shown = new ArrayList<Shown>();
        for (var path : order) {
            shown.add(new Shown(path, bind(path, shown.size()), wanted.get(path)));
        }
        var others = new LinkedHashMap<Path, Path>();
        for (var path : more) {
            others.put(path, bind(path, shown.size() + others.size()));
        }
        return new Staged(shown, others);
    }

    private Path bind(Path what, int number) throws IOException {
        if (what.startsWith(folder)) {
            throw new IOException(what + " cannot be shown: programs' files are collected in " + folder);
        }
        var where = folder.resolve(Integer.toString(number));
        if (Files.isDirectory(what)) {
            Files.createDirectory(where);
        } else {
            Files.createFile(where);
        }
        Kernel.bind(what, where);
        return where;
    }
}
