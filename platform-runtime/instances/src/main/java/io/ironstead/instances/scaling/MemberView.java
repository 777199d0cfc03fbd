package io.ironstead.instances.scaling;

import io.ironstead.model.InstanceId;
import io.ironstead.model.control.InstanceReport.State;
import java.time.Instant;

/** One instance for a report. */
public record MemberView(InstanceId id, State state, Instant since, int running, long served, String why) {}
