package io.ironstead.console.install;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Service;

/**
 * The agent as this console hands it out: one archive, always the same bytes for the same programs, and the Java runtime
 * for servers without a JDK. Both are made when they are first asked for and kept in {@code DATA/install}.
 */
@Service
public class AgentPrograms {
    private static final long ARCHIVE_SECONDS_MAX = 60;
    private static final long RUNTIME_SECONDS_MAX = 300;

    /** What agent, Java host and the programs of sites may want of Java; no compiler of modules, no desktop tools. */
    private static final String MODULES = "java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,jdk.jfr,"
            + "jdk.compiler,jdk.localedata,jdk.naming.dns,jdk.charsets,jdk.httpserver,jdk.net,jdk.jcmd,jdk.security.auth";

    private final Optional<Path> programs;
    private final Path kept;
    private final Map<String, Archive> made = new HashMap<>();
    private final ReentrantLock making = new ReentrantLock();

    AgentPrograms(ConsoleSettings settings) {
        this.programs = Optional.ofNullable(settings.programsDir()).map(Path::toAbsolutePath);
        this.kept = settings.dataDir().toAbsolutePath().resolve("install");
    }

    /** A file with its SHA-256. */
    public record Archive(Path file, Digest digest) {}

    /** Whether this console has the programs at all: one that runs from its jar alone has not. */
    public boolean offered() {
        return programs.isPresent();
    }

    /** {@code agent/} and {@code java-host/}, as a tar; empty when {@link #offered} is false. The first call takes a second or two. */
    public Optional<Archive> agent() {
        return programs.map(folder -> archive("agent-" + folder.getFileName() + ".tar", part -> tar(folder, part)));
    }

    /** {@code runtime/}, for servers of this console's own kind, as a tar; the first call takes half a minute. */
    public Optional<Archive> runtime() {
        return programs.map(_ -> archive("runtime-" + Runtime.version() + ".tar", this::linkRuntime));
    }

    /** What a server must be to use {@link #runtime}, in {@code uname -m}'s words. */
    public static String machine() {
        var arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    private interface Maker {
        void make(Path part) throws IOException, InterruptedException;
    }

    private Archive archive(String name, Maker maker) {
        making.lock();
        try {
            var file = Files.createDirectories(kept).resolve(name.replaceAll("[^A-Za-z0-9.+_-]", "-"));
            if (!Files.exists(file)) {
                var part = Files.createTempFile(kept, "making-", ".part");
                try {
                    maker.make(part);
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(part);
                }
            }
            var known = made.get(name);
            if (known == null) {
                known = new Archive(file, digest(file));
                made.put(name, known);
            }
            return known;
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The console stops", stopped);
        } finally {
            making.unlock();
        }
    }

    /** Caches of a JVM fit one folder and one processor only, so they stay here. */
    private void tar(Path folder, Path part) throws IOException, InterruptedException {
        run(
                ARCHIVE_SECONDS_MAX,
                List.of("tar", "--create", "--file", part.toString(), "--directory", folder.toString()),
                List.of("--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"),
                List.of("--exclude=*.aot", "--exclude=*.aot.*", "agent", "java-host"));
    }

    private void linkRuntime(Path part) throws IOException, InterruptedException {
        var work = Files.createTempDirectory(kept, "runtime-");
        try {
            var jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
            run(
                    RUNTIME_SECONDS_MAX,
                    List.of(jlink.toString(), "--add-modules", MODULES),
                    List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-6"),
                    List.of("--output", work.resolve("runtime").toString()));
            run(
                    ARCHIVE_SECONDS_MAX,
                    List.of("tar", "--create", "--file", part.toString(), "--directory", work.toString(), "runtime"));
        } finally {
            run(ARCHIVE_SECONDS_MAX, List.of("rm", "-rf", "--", work.toString()));
        }
    }

    private static Digest digest(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return new Digest(HexFormat.of().formatHex(in.getMessageDigest().digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    @SafeVarargs
    private static void run(long secondsMax, List<String>... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        for (var part : words) {
            command.addAll(part);
        }
        var said = Files.createTempFile("ironstead-", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " was not done within " + secondsMax + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(command.getFirst() + " failed: " + Files.readString(said));
            }
        } finally {
            Files.delete(said);
        }
    }
}
