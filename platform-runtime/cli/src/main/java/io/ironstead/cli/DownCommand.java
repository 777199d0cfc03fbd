package io.ironstead.cli;

import io.ironstead.cli.local.DataFolder;
import io.ironstead.cli.local.Shutdown;
import io.ironstead.cli.local.StartLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code down}: stops exactly the processes that {@code up} has started on a data folder. */
@Command(
        name = "down",
        description = "Stops what 'up' started on this machine. Data stays.",
        mixinStandardHelpOptions = true)
class DownCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the 'up' (${DEFAULT-VALUE}).",
            defaultValue = "${sys:user.home}/.ironstead")
    Path dataPath = Path.of(".ironstead");

    @Override
    public Integer call() {
        var data = DataFolder.of(dataPath);
        var out = spec.commandLine().getOut();
        if (!Files.isDirectory(data.root()) || !data.started().anyAlive()) {
            out.println("Nothing that 'up' started on " + data.root() + " is running.");
            return 0;
        }
        var shutdown = new Shutdown(data);
        shutdown.stopSupervisor(spec.commandLine().getErr());
        try (var _ = StartLock.take(data)) {
            shutdown.stopAll(spec.commandLine().getErr());
        }
        out.println("Stopped. Its data stays in " + data.root() + ".");
        return 0;
    }
}
