package io.ironstead.instances.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The programs of this machine that run applications.
 *
 * @param python the real interpreter, not a launcher that chooses one
 * @param javaHost the folder of the program that runs one WAR
 */
public record Tools(Optional<Path> python, Optional<Path> node, Path javaHome, Optional<Path> javaHost) {
    private static final List<String> USUAL = List.of("/usr/local/bin", "/usr/bin", "/bin");
    private static final int ANSWER_SECONDS = 20;

    /** Looks for the programs in this process's {@code PATH}. Runs Python once to learn where it really is. */
    public static Tools find(String python, String node, Path javaHome, Optional<Path> javaHost) {
        return new Tools(search(python).flatMap(Tools::realPython), search(node), javaHome, javaHost);
    }

    public Path java() {
        return javaHome.resolve("bin").resolve("java");
    }

    /** The folders in which applications find these programs and the machine's own. */
    public String searchPath(List<Path> first) {
        Set<String> folders = new LinkedHashSet<>();
        first.forEach(folder -> folders.add(folder.toString()));
        python.ifPresent(program -> folders.add(program.getParent().toString()));
        node.ifPresent(program -> folders.add(program.getParent().toString()));
        folders.addAll(USUAL);
        return String.join(":", folders);
    }

    /** What applications must be able to read for these programs to run, besides the machine's own in {@code /usr}. */
    public List<Path> folders() {
        var found = new ArrayList<Path>();
        python.flatMap(Tools::installation).ifPresent(found::add);
        node.flatMap(Tools::installation).ifPresent(found::add);
        if (!javaHome.startsWith("/usr")) {
            found.add(javaHome);
        }
        return found;
    }

    /** The folder with a program's own libraries; a program that lies alone in somebody's folder shows itself only. */
    private static Optional<Path> installation(Path program) {
        if (program.startsWith("/usr")) {
            return Optional.empty();
        }
        var prefix = program.getParent().getParent();
        boolean own = prefix != null && prefix.getNameCount() >= 3 && Files.isDirectory(prefix.resolve("lib"));
        return Optional.of(own ? prefix : program);
    }

    private static Optional<Path> search(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable);
        }
        var path = Optional.ofNullable(System.getenv("PATH")).orElse(String.join(":", USUAL));
        for (var folder : path.split(File.pathSeparator)) {
            var file = Path.of(folder).resolve(program);
            if (!folder.isEmpty() && Files.isExecutable(file) && Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Version managers put a script of this name into the path, which needs an environment that programs do not get. */
    private static Optional<Path> realPython(Path python) {
        try {
            var question = new ProcessBuilder(
                            python.toString(),
                            "-c",
                            "import sys; print(getattr(sys, '_base_executable', sys.executable))")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!question.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                question.destroyForcibly();
                return Optional.of(python);
            }
            var answer = new String(question.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return Optional.of(Path.of(answer)).filter(Files::isExecutable).or(() -> Optional.of(python));
        } catch (IOException broken) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
