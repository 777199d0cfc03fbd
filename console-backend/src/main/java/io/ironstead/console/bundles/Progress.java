package io.ironstead.console.bundles;

import io.ironstead.console.bundles.Deployment.Failure;
import io.ironstead.console.bundles.Deployment.State;
import io.ironstead.console.bundles.Deployment.Step;
import io.ironstead.console.bundles.Deployment.StepName;
import io.ironstead.console.bundles.Deployment.StepState;
import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pure steps of a deployment: each method gives the deployment as it is after something happened. */
final class Progress {
    private Progress() {}

    static List<Step> waitingSteps() {
        return Arrays.stream(StepName.values())
                .map(name -> new Step(name, StepState.WAITING, Optional.empty(), Duration.ZERO, ""))
                .toList();
    }

    /** The step runs; one that runs or has ended already only changes its detail. */
    static Deployment start(Deployment d, StepName name, Instant now, String detail) {
        var step = d.step(name);
        return step.state() == StepState.WAITING
                ? with(d, new Step(name, StepState.RUNNING, Optional.of(now), Duration.ZERO, detail))
                : detail(d, name, detail);
    }

    static Deployment detail(Deployment d, StepName name, String detail) {
        var step = d.step(name);
        return with(d, new Step(name, step.state(), step.startedAt(), step.took(), detail));
    }

    static Deployment done(Deployment d, StepName name, Instant now, String detail) {
        return end(d, name, StepState.DONE, now, detail);
    }

    static Deployment skip(Deployment d, StepName name, String detail) {
        return with(d, new Step(name, StepState.SKIPPED, Optional.empty(), Duration.ZERO, detail));
    }

    static Deployment fail(Deployment d, Failure failure, Instant now) {
        var ended = end(d, failure.step(), StepState.FAILED, now, "Failed");
        return copy(ended, State.FAILED, ended.steps(), Optional.of(failure));
    }

    static Deployment cancel(Deployment d, Instant now) {
        var ended = d.running()
                .map(step -> end(d, step.name(), StepState.SKIPPED, now, "Cancelled"))
                .orElse(d);
        return copy(ended, State.CANCELLED, ended.steps(), Optional.empty());
    }

    static Deployment finish(Deployment d) {
        return copy(d, State.DONE, d.steps(), Optional.empty());
    }

    static Deployment received(Deployment d, long bytes) {
        return new Deployment(
                d.id(),
                d.site(),
                d.fileName(),
                d.state(),
                d.service(),
                d.version(),
                d.digest(),
                bytes,
                d.promotePermille(),
                d.steps(),
                d.failure(),
                d.warnings(),
                d.createdAt(),
                d.createdBy());
    }

    static Deployment known(
            Deployment d, ServiceName service, VersionId version, Digest digest, List<String> warnings) {
        return new Deployment(
                d.id(),
                d.site(),
                d.fileName(),
                d.state(),
                Optional.of(service),
                Optional.of(version),
                Optional.of(digest),
                d.bytes(),
                d.promotePermille(),
                d.steps(),
                d.failure(),
                warnings,
                d.createdAt(),
                d.createdBy());
    }

    private static Deployment end(Deployment d, StepName name, StepState state, Instant now, String detail) {
        var step = d.step(name);
        var took = step.state() == StepState.RUNNING && step.startedAt().isPresent()
                ? Duration.between(step.startedAt().get(), now)
                : step.took();
        return with(d, new Step(name, state, step.startedAt().or(() -> Optional.of(now)), took, detail));
    }

    private static Deployment with(Deployment d, Step step) {
        var steps = new ArrayList<>(d.steps());
        steps.set(step.name().ordinal(), step);
        return copy(d, d.state(), steps, d.failure());
    }

    private static Deployment copy(Deployment d, State state, List<Step> steps, Optional<Failure> failure) {
        return new Deployment(
                d.id(),
                d.site(),
                d.fileName(),
                state,
                d.service(),
                d.version(),
                d.digest(),
                d.bytes(),
                d.promotePermille(),
                steps,
                failure,
                d.warnings(),
                d.createdAt(),
                d.createdBy());
    }
}
