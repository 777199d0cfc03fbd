package io.ironstead.agent.link;

import io.grpc.Status;
import java.util.Optional;

/** Why a call failed, in the words that help a person most. */
final class Reasons {
    private Reasons() {}

    static String of(Status status) {
        Throwable deepest = status.getCause();
        if (deepest == null) {
            return Optional.ofNullable(status.getDescription())
                    .orElse(status.getCode().name());
        }
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Optional.ofNullable(deepest.getMessage())
                .orElse(deepest.getClass().getSimpleName());
    }
}
