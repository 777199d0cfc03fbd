package io.ironstead.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jobs}: functions of a site's program, run by its instances on all nodes. */
@Command(
        name = "jobs",
        description = "Runs functions in a site's instances, on all nodes in parallel.",
        mixinStandardHelpOptions = true,
        subcommands = JobsRunCommand.class)
class JobsCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: ironstead jobs run SITE FUNCTION VALUE...");
    }
}
