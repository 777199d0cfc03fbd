package io.ironstead.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry: finds the command, and turns what it throws into exit code 1 (failed) or 2 (wrong usage). */
@Command(
        name = "ironstead",
        description = "Your own App Engine, on your own iron.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "Ironstead 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            JoinCommand.class,
            DeployCommand.class,
            StatusCommand.class,
            JobsCommand.class,
            FirstStartCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "  test    Runs every test; installs what it needs when it may.",
            "  bench   Measures Ironstead beside its peers.",
            "",
            "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage."
        })
public class Main implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: ironstead COMMAND");
    }

    /** The whole command line, ready to execute; tests use it with their own writers. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((thrown, command, _) -> report(thrown, command.getErr()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private static int report(Exception thrown, PrintWriter err) {
        switch (thrown) {
            case Failure failure -> {
                failure.output().forEach(line -> err.println("  | " + line));
                err.println("ironstead: " + failure.getMessage());
                if (!failure.advice().isEmpty()) {
                    err.println("  " + failure.advice());
                }
            }
            case InterruptedException _ -> err.println("ironstead: interrupted");
            default -> {
                err.println("ironstead: " + thrown);
                err.println("  This is a fault of Ironstead itself. Run it again with IRONSTEAD_TRACE=1 for the whole"
                        + " story.");
                if (System.getenv("IRONSTEAD_TRACE") != null) {
                    thrown.printStackTrace(err);
                }
            }
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
