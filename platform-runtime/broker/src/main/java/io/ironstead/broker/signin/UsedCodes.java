package io.ironstead.broker.signin;

import io.ironstead.model.signin.SiteCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The codes that were used here and are not over yet. Only genuine ones come here, so few suffice. They are told apart
 * by what they say: a signature can be written in more than one way.
 */
final class UsedCodes {
    private static final int KEPT_MAX = 10_000;

    private final Map<SiteCode, Instant> used = new LinkedHashMap<>();

    /** False when it was used before, or too many are remembered to know. */
    synchronized boolean use(SiteCode code, Instant now) {
        // All live as long as each other, so those that are over come first.
        var oldest = used.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next())) {
            oldest.remove();
        }
        return used.size() < KEPT_MAX && used.putIfAbsent(code, code.expiresAt()) == null;
    }
}
