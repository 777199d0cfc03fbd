package io.ironstead.services;

import io.ironstead.model.InstanceId;
import io.ironstead.model.VersionKey;
import java.util.List;

/** Where lines go that a program logs through the API, beside those it prints. */
public interface AppLog {

    /** @param error true: of level error or above */
    void append(VersionKey version, InstanceId instance, boolean error, List<String> lines);
}
