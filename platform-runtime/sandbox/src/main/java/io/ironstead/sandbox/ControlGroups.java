package io.ironstead.sandbox;

import io.ironstead.sandbox.Launch.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's control groups for the programs of one agent: a folder for each program in each hierarchy. Which
 * controller lies where is looked up, because machines have the old kind (v1), the new one (v2), or both with the
 * controllers in either.
 */
final class ControlGroups {
    /** What must be held for a limit to mean anything. */
    enum Controller {
        MEMORY,
        CPU,
        PIDS
    }

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final long CPU_PERIOD_MICROS = 100_000;

    private final boolean unified;
    private final Map<Controller, Path> folders;
    private final Optional<Path> accounting;

    private ControlGroups(boolean unified, Map<Controller, Path> folders, Optional<Path> accounting) {
        this.unified = unified;
        this.folders = folders;
        this.accounting = accounting;
    }

    /**
     * Makes the agent's own folder in each hierarchy.
     *
     * @param agent tells the agents of one machine from each other: {@code a-z 0-9 -}
     * @throws IOException when a controller is missing or must not be used; the message says which
     */
    static ControlGroups open(String agent) throws IOException {
        return open(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1), agent);
    }

    static ControlGroups open(List<String> mounts, String agent) throws IOException {
        var whole = unifiedMount(mounts);
        if (whole.isPresent()) {
            var folder = openUnified(whole.get(), agent);
            var folders = new EnumMap<Controller, Path>(Controller.class);
            Arrays.stream(Controller.values()).forEach(controller -> folders.put(controller, folder));
            return new ControlGroups(true, folders, Optional.of(folder));
        }
        var folders = new EnumMap<Controller, Path>(Controller.class);
        for (var controller : Controller.values()) {
            var word = controller.name().toLowerCase(java.util.Locale.ROOT);
            var mount = mountOf(mounts, word)
                    .orElseThrow(() -> new IOException("no control group controller " + word + " is mounted"));
            folders.put(controller, agentFolder(mount, agent));
        }
        var accounting = mountOf(mounts, "cpuacct");
        return new ControlGroups(
                false,
                folders,
                accounting.isPresent() ? Optional.of(agentFolder(accounting.get(), agent)) : Optional.empty());
    }

    /** Of v2, when its controllers are all there: beside v1 it is often mounted with none. */
    private static Optional<Path> unifiedMount(List<String> mounts) throws IOException {
        for (var line : mounts) {
            var fields = line.split(" ");
            if (fields.length > 2 && fields[2].equals("cgroup2")) {
                var mount = Path.of(fields[1]);
                var offered = words(mount.resolve("cgroup.controllers"));
                if (offered.containsAll(Set.of("memory", "cpu", "pids"))) {
                    return Optional.of(mount);
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> words(Path file) throws IOException {
        return new HashSet<>(Arrays.asList(Files.readString(file).strip().split("\\s+")));
    }

    static Optional<Path> mountOf(List<String> mounts, String controller) {
        return mounts.stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 3
                        && fields[2].equals("cgroup")
                        && Arrays.asList(fields[3].split(",")).contains(controller))
                .map(fields -> Path.of(fields[1]))
                .findFirst();
    }

    private static Path openUnified(Path mount, String agent) throws IOException {
        hand(mount);
        var ours = Files.createDirectories(mount.resolve("ironstead"));
        hand(ours);
        var folder = Files.createDirectories(ours.resolve(agent));
        hand(folder);
        return folder;
    }

    /** Lets the groups below hold these controllers. */
    private static void hand(Path group) throws IOException {
        var file = group.resolve("cgroup.subtree_control");
        if (!words(file).containsAll(Set.of("memory", "cpu", "pids"))) {
            Files.writeString(file, "+memory +cpu +pids");
        }
    }

    private static Path agentFolder(Path mount, String agent) throws IOException {
        return Files.createDirectories(mount.resolve("ironstead").resolve(agent));
    }

    /** In one word for people. */
    String kind() {
        return unified ? "v2" : "v1";
    }

    /**
     * Makes a group with its limits in place, before anything is in it.
     *
     * @throws IOException when the kernel takes a limit not
     */
    ControlGroup make(String name, Limits limits) throws IOException {
        var places = new ArrayList<Path>();
        var all = new ArrayList<>(folders.values());
        accounting.ifPresent(all::add);
        var group = new ControlGroup(name, unified, folders, accounting, places);
        try {
            for (var folder : all) {
                var place = folder.resolve(name);
                if (!places.contains(place)) {
                    // Somebody may have tidied up the agent's own group while nothing ran in it.
                    if (!Files.isDirectory(folder)) {
                        Files.createDirectories(folder);
                        if (unified) {
                            hand(folder);
                        }
                    }
                    Files.createDirectory(place);
                    places.add(place);
                }
            }
            group.limit(limits, CPU_PERIOD_MICROS);
            return group;
        } catch (IOException refused) {
            group.remove();
            throw refused;
        }
    }

    /** Removes the agent's own groups, when nothing is in them; {@link #make} makes them again. */
    void close() {
        var all = new HashSet<>(folders.values());
        accounting.ifPresent(all::add);
        for (var folder : all) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException inUse) {
                return;
            }
        }
    }

    /** The groups an earlier agent left; killing and removing them is the caller's. */
    List<ControlGroup> leftovers() throws IOException {
        var names = new HashSet<String>();
        var all = new HashSet<>(folders.values());
        accounting.ifPresent(all::add);
        for (var folder : all) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                children.forEach(child -> names.add(child.getFileName().toString()));
            }
        }
        var found = new ArrayList<ControlGroup>();
        for (var name : names) {
            var places = all.stream().map(folder -> folder.resolve(name)).filter(Files::isDirectory);
            found.add(new ControlGroup(name, unified, folders, accounting, new ArrayList<>(places.toList())));
        }
        return found;
    }
}
