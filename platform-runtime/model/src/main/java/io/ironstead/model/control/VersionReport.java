package io.ironstead.model.control;

import io.ironstead.model.VersionKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far a node is with one version.
 *
 * @param deploymentId of the upload this tells about
 * @param stepTimes how long each finished step took, in order
 * @param failure why it is {@link Phase#FAILED}
 * @param detail one line about the running step, as {@code pip install}; may be empty
 */
public record VersionReport(
        VersionKey version,
        long deploymentId,
        Phase phase,
        List<StepTime> stepTimes,
        Optional<Failure> failure,
        String detail) {

    public VersionReport {
        stepTimes = List.copyOf(stepTimes);
    }

    /** The steps, in the order they are taken. {@code READY} may be asleep: requests are answered. */
    public enum Phase {
        WAITING,
        FETCHING,
        BUILDING,
        WARMING,
        READY,
        FAILED
    }

    public record StepTime(Phase phase, Duration took) {}

    /** Why a step failed: {@code cause} names it, {@code advice} says what to do, {@code output} is the end of its log. */
    public record Failure(Phase step, String cause, String advice, List<String> output) {
        public Failure {
            output = List.copyOf(output);
        }
    }
}
