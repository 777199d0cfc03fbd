package io.ironstead.files.tahoe;

import io.ironstead.files.disk.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs Tahoe-LAFS from the product's lock file into a venv of its own, without a compiler and without anything whose
 * hash is not in that file. A venv is complete when its marker is there; one that is not is made anew.
 */
public final class TahoeInstall {
    private static final Logger log = LoggerFactory.getLogger(TahoeInstall.class);
    private static final List<String> PYTHONS = List.of("python3.13", "python3.12", "python3.11", "python3");
    private static final Duration QUESTION = Duration.ofSeconds(20);
    private static final Duration INSTALLING = Duration.ofMinutes(10);
    private static final int OUTPUT_MAX = 64 * 1024;

    private final Path folder;
    private final String processor;

    /** @param folder gets the venv, about 170 MB */
    public TahoeInstall(Path folder) {
        this(folder, System.getProperty("os.arch"));
    }

    TahoeInstall(Path folder, String processor) {
        this.folder = folder;
        this.processor = processor;
    }

    /** How it ended. */
    public sealed interface Outcome {
        /** @param launcher program for {@code python}, in front of Tahoe's own arguments */
        record Installed(Path python, Path launcher) implements Outcome {}

        /** @param reason a part of a sentence, for people: why, and so what would help */
        record Impossible(String reason) implements Outcome {}
    }

    /** Installs unless that has been done; takes half a minute, at most ten, and may be interrupted at any moment. */
    public Outcome install() throws IOException, InterruptedException {
        var lock = resource("tahoe-lock.txt");
        var launcher = resource("launcher.py");
        var home = folder.resolve("tahoe-" + digest(lock));
        var python = home.resolve("venv").resolve("bin").resolve("python");
        var complete = home.resolve("complete");
        var launcherFile = home.resolve("launcher.py");
        if (!Files.exists(complete)) {
            if (!processor.equals("amd64")) {
                return new Outcome.Impossible("there are no ready-made parts of it for this processor, " + processor);
            }
            var base = python();
            if (base.isEmpty()) {
                return new Outcome.Impossible("no Python 3.11, 3.12 or 3.13 was found");
            }
            var failure = build(base.get(), home, lock);
            if (failure.isPresent()) {
                return new Outcome.Impossible(failure.get());
            }
            DurableFile.write(complete, new byte[0]);
            log.atInfo().addKeyValue("folder", home).log("Tahoe-LAFS was installed");
        }
        DurableFile.write(launcherFile, launcher);
        return new Outcome.Installed(python, launcherFile);
    }

    private static Optional<String> python() throws IOException, InterruptedException {
        for (var name : PYTHONS) {
            var answer = run(List.of(name, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"), QUESTION);
            if (answer.isPresent()
                    && answer.get().status() == 0
                    && List.of("3.11", "3.12", "3.13")
                            .contains(answer.get().output().strip())) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** @return why it did not work */
    private Optional<String> build(String python, Path home, byte[] lock) throws IOException, InterruptedException {
        DurableFile.makeFolder(home);
        var lockFile = home.resolve("tahoe-lock.txt");
        DurableFile.write(lockFile, lock);
        var venv = home.resolve("venv").toString();
        var made = run(List.of(python, "-m", "venv", "--clear", venv), INSTALLING);
        if (made.isEmpty() || made.get().status() != 0) {
            return Optional.of(
                    "Python could not make a venv (on Debian and Ubuntu, the package python3-venv is missing)");
        }
        var installed = run(
                List.of(
                        venv + "/bin/python",
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--no-cache-dir",
                        "--disable-pip-version-check",
                        "--only-binary",
                        ":all:",
                        "--no-deps",
                        "--require-hashes",
                        "--retries",
                        "1",
                        "-r",
                        lockFile.toString()),
                INSTALLING);
        if (installed.isPresent() && installed.get().status() == 0) {
            return Optional.empty();
        }
        var said = installed.map(Answer::output).orElse("");
        log.atWarn().addKeyValue("pip", said.strip()).log("Tahoe-LAFS could not be installed");
        if (said.contains("do not match the hashes")) {
            return Optional.of("a package did not have the hash it must have");
        }
        return Optional.of(installed.isEmpty() ? "installing it took too long" : "pip could not fetch its packages");
    }

    /** @return empty when there is no such program, or it took too long */
    private static Optional<Answer> run(List<String> words, Duration most) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(new ArrayList<>(words))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            var output = new StringBuffer();
            var reader = Thread.ofVirtual()
                    .name("tahoe-install-output")
                    .start(() -> drain(process.getInputStream(), output));
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            reader.join(QUESTION);
            return Optional.of(new Answer(process.exitValue(), output.toString()));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads to the end and keeps the beginning. */
    private static void drain(InputStream from, StringBuffer output) {
        var buffer = new byte[8192];
        try (from) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                if (output.length() < OUTPUT_MAX) {
                    output.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException killed) {
            // What there was is all there is.
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = TahoeInstall.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The product lacks a file of its own");
            }
            return in.readAllBytes();
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("Every Java has SHA-256", broken);
        }
    }

    private record Answer(int status, String output) {}
}
