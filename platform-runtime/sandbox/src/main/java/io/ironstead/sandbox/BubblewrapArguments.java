package io.ironstead.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What bubblewrap is told, in a file that only the agent and bubblewrap read: a command line would be open to all. */
final class BubblewrapArguments {
    private static final String SHARED_MEMORY_BYTES = "33554432";
    private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib32", "lib64");
    private static final List<String> OF_ETC =
            List.of("ld.so.cache", "ssl", "pki", "alternatives", "ca-certificates", "localtime", "mime.types", "fonts");

    /** Tell of the machine, its kernel and its other users, and no program needs them. */
    private static final List<String> MASKED = List.of(
            "cmdline",
            "keys",
            "key-users",
            "kallsyms",
            "modules",
            "diskstats",
            "partitions",
            "iomem",
            "ioports",
            "interrupts",
            "timer_list",
            "sched_debug",
            "slabinfo",
            "vmallocinfo",
            "pagetypeinfo",
            "locks",
            "swaps",
            "config.gz",
            "latency_stats");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    BubblewrapArguments add(String... words) throws IOException {
        for (var word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new IOException("A NUL character is in the program's environment or folders");
            }
            bytes.write(word.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return this;
    }

    /** No network of its own: it gets the room's, which belongs to the machine's root and not to its own. */
    BubblewrapArguments namespaces() throws IOException {
        return add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try")
                .add("--uid", "1000", "--gid", "1000")
                .add("--disable-userns", "--block-fd", "6", "--cap-drop", "ALL", "--die-with-parent", "--new-session")
                .add("--hostname", "sandbox");
    }

    BubblewrapArguments environment(Map<String, String> environment) throws IOException {
        add("--clearenv");
        for (var each : environment.entrySet()) {
            add("--setenv", each.getKey(), each.getValue());
        }
        return this;
    }

    /** The machine's programs and libraries, and of its settings those that name no user and no secret. */
    BubblewrapArguments machine(Path etc) throws IOException {
        add("--ro-bind", "/usr", "/usr");
        for (var name : MERGED) {
            var path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } else if (Files.isDirectory(path)) {
                add("--ro-bind", path.toString(), path.toString());
            }
        }
        add("--dir", "/etc");
        for (var name : List.of("passwd", "group", "hosts", "nsswitch.conf")) {
            add("--ro-bind", etc.resolve(name).toString(), "/etc/" + name);
        }
        for (var name : OF_ETC) {
            add("--ro-bind-try", "/etc/" + name, "/etc/" + name);
        }
        // Debian keeps the settings of its JDKs there.
        try (var folders = Files.newDirectoryStream(Path.of("/etc"), "java-*-openjdk")) {
            for (var folder : folders) {
                add("--ro-bind-try", folder.toString(), folder.toString());
            }
        }
        return this;
    }

    /** @param empty an empty file, for {@code /dev/null} there cannot be opened */
    BubblewrapArguments processes(Path empty) throws IOException {
        add("--proc", "/proc");
        for (var name : MASKED) {
            if (Files.exists(Path.of("/proc", name))) {
                add("--ro-bind", empty.toString(), "/proc/" + name);
            }
        }
        return this;
    }

    BubblewrapArguments devices() throws IOException {
        return add("--dev", "/dev", "--size", SHARED_MEMORY_BYTES, "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
    }

    /** @param bytes above which writing fails; all of it counts as memory of the program */
    BubblewrapArguments scratch(Path folder, long bytes) throws IOException {
        return add("--size", Long.toString(bytes), "--tmpfs", folder.toString());
    }

    BubblewrapArguments show(Path what, Path where, boolean writable) throws IOException {
        return add(writable ? "--bind" : "--ro-bind", what.toString(), where.toString());
    }

    BubblewrapArguments end(Path workingFolder) throws IOException {
        return add("--symlink", "../tmp", "/var/tmp")
                .add("--chdir", workingFolder.toString())
                .add("--seccomp", "9", "--json-status-fd", "8", "--remount-ro", "/");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
