package io.ironstead.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.ironstead.cli.Failure;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The folder of one {@code up}: {@code console/}, {@code node/}, {@code logs/}, and who was started. */
public record DataFolder(Path root) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Pattern FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ common frames)");

    public static DataFolder of(Path root) {
        return new DataFolder(root.toAbsolutePath().normalize());
    }

    public Path console() {
        return root.resolve("console");
    }

    public Path node() {
        return root.resolve("node");
    }

    public Path log(String program) {
        return root.resolve("logs").resolve(program + ".log");
    }

    /** Made when the samples were deployed, so that a sample somebody deleted does not come back. */
    public Path samplesMark() {
        return root.resolve("samples-deployed");
    }

    Path agentPort() {
        return root.resolve("agent-port");
    }

    public Path startLock() {
        return root.resolve("up.lock");
    }

    /** Makes the folders, for this user alone: they hold keys and an operator's token. */
    public void create() {
        try {
            var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(root, onlyMe);
            for (var folder : List.of(console(), node(), root.resolve("logs"))) {
                Files.createDirectories(folder, onlyMe);
            }
        } catch (IOException refused) {
            throw new Failure("The data folder cannot be made: " + refused.getMessage(), "Choose another with --data.");
        }
    }

    public Optional<ConsoleFile> consoleFile() {
        return read(console().resolve("console.json"), ConsoleFile.class);
    }

    public Optional<AgentFile> agentFile() {
        return read(node().resolve("agent.json"), AgentFile.class);
    }

    /** The address at which the node last knew its console; empty when it has never joined one. */
    Optional<String> consoleKnownToNode() {
        return read(node().resolve("identity").resolve("node.json"), Membership.class)
                .map(Membership::consoleAddress);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Membership(String consoleAddress) {}

    public Started started() {
        return read(root.resolve("up.json"), Started.class).orElse(Started.NOTHING);
    }

    public void write(Started started) {
        var target = root.resolve("up.json");
        var fresh = root.resolve("up.json.new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, JSON.writeValueAsBytes(started));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException odd) {
            throw new Failure(
                    "The data folder is on a file system without atomic rename", "Choose another with --data.");
        } catch (IOException full) {
            throw new Failure(
                    "The data folder cannot be written: " + full.getMessage(), "Free some space, or choose --data.");
        }
    }

    /** The last lines a program wrote, for the message that it has failed; without the frames of stack traces. */
    public List<String> logTail(String program, int lines) {
        var tail = new ArrayDeque<String>();
        try (var all = Files.lines(log(program))) {
            all.filter(line -> !FRAME.matcher(line).find()).forEach(line -> {
                if (tail.size() == lines) {
                    tail.removeFirst();
                }
                tail.addLast(line);
            });
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            tail.addLast("(its log cannot be read: " + unreadable.getMessage() + ")");
        }
        return List.copyOf(tail);
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
        } catch (IOException | JacksonException absentOrHalfWritten) {
            return Optional.empty();
        }
    }
}
