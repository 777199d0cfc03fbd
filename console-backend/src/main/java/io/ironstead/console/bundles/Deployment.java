package io.ironstead.console.bundles;

import io.ironstead.model.Digest;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One upload on its way to visitors. It can be looked at again after a reload, a restart, or a week.
 *
 * @param service and {@code version} and {@code digest}: known once the archive is checked
 * @param bytes received so far
 * @param promotePermille the share of traffic it gets when warm; 0 for none but its own address
 */
public record Deployment(
        long id,
        SiteName site,
        String fileName,
        State state,
        Optional<ServiceName> service,
        Optional<VersionId> version,
        Optional<Digest> digest,
        long bytes,
        int promotePermille,
        List<Step> steps,
        Optional<Failure> failure,
        List<String> warnings,
        Instant createdAt,
        String createdBy) {

    public Deployment {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    /** The steps, in the order they are taken. */
    public enum StepName {
        UPLOAD,
        CHECK,
        STORE,
        BUILD,
        WARM,
        PROMOTE
    }

    public enum StepState {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    /** {@code took} is final when the step has ended; while it runs, count from {@code startedAt}. */
    public record Step(StepName name, StepState state, Optional<Instant> startedAt, Duration took, String detail) {}

    /** Which step failed, why, what to do, and the end of its output. */
    public record Failure(StepName step, String cause, String advice, List<String> output) {
        public Failure {
            output = List.copyOf(output);
        }
    }

    public Step step(StepName name) {
        return steps.get(name.ordinal());
    }

    /** The step that runs now. */
    public Optional<Step> running() {
        return steps.stream().filter(step -> step.state() == StepState.RUNNING).findFirst();
    }
}
