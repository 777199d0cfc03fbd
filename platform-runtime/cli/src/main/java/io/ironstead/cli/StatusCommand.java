package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.console.ConsoleOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: what runs where, as the console sees it. */
@Command(
        name = "status",
        description = "Shows machines, sites, versions and instances.",
        mixinStandardHelpOptions = true)
class StatusCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ConsoleOptions options = new ConsoleOptions();

    @Option(names = "--json", description = "Print one line of JSON instead of a table.")
    boolean json;

    @Override
    public Integer call() {
        var address = options.address();
        var status = StatusReport.of(new ConsoleClient(address), address.url());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(status.json());
        } else {
            status.print(out);
        }
        out.flush();
        return 0;
    }
}
