package io.ironstead.model.control;

import io.ironstead.model.InstanceId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.VersionId;
import java.time.Instant;

/** One line a program wrote, without its line end, cut at 8 KiB. */
public record LogLine(
        Instant at, ServiceName service, VersionId version, InstanceId instance, boolean standardError, String text) {}
