package io.ironstead.instances.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Python applications: their own virtual environment, and gunicorn unless they say otherwise. */
public final class PythonPrograms {
    private static final int THREADS = 8;
    private static final Pattern MODULE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private PythonPrograms() {}

    static Program program(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        var environment = instance.environment();
        environment.put("VIRTUAL_ENV", bundle.venv().toString());
        environment.put("PATH", tools.searchPath(List.of(bundle.venv().resolve("bin"))));
        // A buffered line would reach the log when the buffer is full, and not at all when the program crashes.
        environment.putIfAbsent("PYTHONUNBUFFERED", "1");
        // The build compiled everything; the bundle's files are not the instance's to change.
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        PythonJobs.join(environment);
        var command = instance.app()
                .entrypoint()
                .map(text -> Entrypoint.command(text, environment))
                .orElseGet(() -> gunicorn(bundle, instance.port()));
        return new Program(command, environment, bundle.files(), PythonJobs.readOnly(environment, bundle.root()));
    }

    private static List<String> gunicorn(BundleFolder bundle, int port) {
        var words = new ArrayList<String>();
        words.add(bundle.venv().resolve("bin/gunicorn").toString());
        words.addAll(List.of("-b", "127.0.0.1:" + port, "-w", "1", "--threads", Integer.toString(THREADS)));
        if (hasControlSocket(bundle.venv())) {
            words.add("--no-control-socket");
        }
        words.add(application(bundle.files()).orElse("main:app"));
        return words;
    }

    /** Newer gunicorns offer a socket for their operator: nobody asks there, and it costs a thread and start-up time. */
    private static boolean hasControlSocket(Path venv) {
        try (var versions = Files.newDirectoryStream(venv.resolve("lib"), "python3*")) {
            for (var version : versions) {
                if (Files.isDirectory(version.resolve("site-packages/gunicorn/ctl"))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return false;
        }
        return false;
    }

    /**
     * What gunicorn is to load: {@code app} of {@code main.py} as on App Engine; for a Django project without one, the
     * {@code application} of its {@code wsgi.py}.
     */
    public static Optional<String> application(Path files) {
        if (Files.isRegularFile(files.resolve("main.py")) || Files.isRegularFile(files.resolve("main/__init__.py"))) {
            return Optional.of("main:app");
        }
        return Files.isRegularFile(files.resolve("manage.py")) ? djangoProject(files) : Optional.empty();
    }

    private static Optional<String> djangoProject(Path files) {
        try (var folders = Files.newDirectoryStream(files, Files::isDirectory)) {
            for (var folder : folders) {
                var name = folder.getFileName().toString();
                var wsgi = folder.resolve("wsgi.py");
                if (MODULE.matcher(name).matches()
                        && Files.isRegularFile(wsgi)
                        && new String(Files.readAllBytes(wsgi), StandardCharsets.UTF_8).contains("application")) {
                    return Optional.of(name + ".wsgi:application");
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
