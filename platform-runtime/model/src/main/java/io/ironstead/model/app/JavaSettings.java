package io.ironstead.model.app;

import java.util.Map;

/**
 * What only a WAR has.
 *
 * @param servletApi whether the program is compiled against {@code javax.servlet} or {@code jakarta.servlet}
 * @param systemProperties {@code <system-properties>} of {@code appengine-web.xml}
 * @param sessionsEnabled {@code <sessions-enabled>}
 * @param warPath the WAR's place in the bundle: empty when the bundle's root is the exploded WAR
 * @param jsp whether it has JSPs: only then their engine is put beside it, because that costs time at each start
 */
public record JavaSettings(
        ServletApi servletApi,
        Map<String, String> systemProperties,
        boolean sessionsEnabled,
        String warPath,
        boolean jsp) {

    public JavaSettings {
        systemProperties = Map.copyOf(systemProperties);
    }

    /** The two generations of the servlet API. */
    public enum ServletApi {
        JAVAX,
        JAKARTA
    }
}
