package io.ironstead.instances;

import io.ironstead.instances.InstanceLauncher.Subject;
import io.ironstead.instances.launch.ExitReason;
import io.ironstead.instances.launch.StartFailure;
import io.ironstead.model.InstanceId;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Brings one instance from nothing to ready, with another port when the first one was taken from under it. */
final class InstanceStart {
    private static final int LAUNCHES_MAX = 3;

    private final InstanceLauncher launcher;
    private final Subject subject;
    private final InstanceId instance;
    private final Consumer<InstanceProcess> launched;

    /** How it went. Unless it answers, no process of it is left. */
    sealed interface Outcome {
        record Answers(InstanceProcess process) implements Outcome {}

        /** Somebody stopped it before it was ready. */
        record Stopped(String why) implements Outcome {}

        record Fails(StartFailure failure) implements Outcome {}
    }

    /** @param launched told of each process as soon as there is one, so that it can be stopped */
    InstanceStart(InstanceLauncher launcher, Subject subject, InstanceId instance, Consumer<InstanceProcess> launched) {
        this.launcher = launcher;
        this.subject = subject;
        this.instance = instance;
        this.launched = launched;
    }

    /** Blocks until it is known. {@code first}: no instance of this deployment has ever answered. */
    Outcome await(boolean first) {
        var outcome = launch(1, first);
        for (int attempt = 2; attempt <= LAUNCHES_MAX && isPortTaken(outcome); attempt++) {
            outcome = launch(attempt, first);
        }
        return outcome;
    }

    private static boolean isPortTaken(Outcome outcome) {
        return outcome instanceof Outcome.Fails(StartFailure failure) && ExitReason.portWasTaken(failure);
    }

    private Outcome launch(int attempt, boolean first) {
        InstanceProcess process;
        try {
            process = launcher.launch(subject, instance, attempt);
        } catch (IOException impossible) {
            return new Outcome.Fails(new StartFailure(
                    "The program could not be started: " + impossible.getMessage(),
                    "Check the entrypoint, and this machine's disk and process limits.",
                    List.of()));
        }
        launched.accept(process);
        var failure = launcher.awaitReady(subject, process, first);
        if (failure.isEmpty()) {
            return new Outcome.Answers(process);
        }
        var ordered = process.endsFor();
        process.kill(failure.get().cause());
        process.exit().join();
        launcher.clear(process);
        return ordered != null ? new Outcome.Stopped(ordered) : new Outcome.Fails(withOutput(failure.get(), process));
    }

    /** What it wrote last may arrive after its end was seen. */
    private static StartFailure withOutput(StartFailure failure, InstanceProcess process) {
        return new StartFailure(
                failure.cause(), failure.advice(), process.output().get());
    }
}
