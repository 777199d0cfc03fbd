package io.ironstead.javahost;

import java.util.List;
import java.util.Optional;

/**
 * Names of what App Engine's API brings along for the platform to map: its servlet for deferred tasks, which refuses what
 * no task queue sent, and its filter that rolls back the transactions a request has left open.
 *
 * @param packages where the API's versions keep them, newest first
 */
record ApiServlets(List<String> packages) {
    static final String DEFERRED_PATH = "/_ah/queue/__deferred__";
    static final String EVERY_PATH = "/*";

    private static final String ROOT = "com.google.apphosting.utils.servlet.";
    static final ApiServlets JAVAX = new ApiServlets(List.of(ROOT));
    static final ApiServlets JAKARTA = new ApiServlets(List.of(ROOT + "jakarta.", ROOT + "ee10."));

    Optional<String> deferred(ClassLoader war) {
        return first(war, "DeferredTaskServlet");
    }

    Optional<String> transactionCleanup(ClassLoader war) {
        return first(war, "TransactionCleanupFilter");
    }

    private Optional<String> first(ClassLoader war, String name) {
        return packages.stream()
                .map(place -> place + name)
                .filter(type -> war.getResource(type.replace('.', '/') + ".class") != null)
                .findFirst();
    }
}
