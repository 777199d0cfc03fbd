package io.ironstead.model.app;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of {@code handlers:}. {@code url} is a regular expression in RE2 syntax that must match the whole path,
 * except for {@link StaticDir}, where it is a literal prefix. RE2 because tenants write it and the broker's event
 * loops run it: matching time is linear in the path.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/standard/reference/app-yaml#handlers_element">handlers</a>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Handler {

    String url();

    Access access();

    /** Serves {@code directory} + the rest of the path. */
    record StaticDir(String url, String directory, FileOptions options, Access access) implements Handler {}

    /**
     * Serves the file that {@code files} names, with {@code \1} replaced by the first group of {@code url} and so on.
     *
     * @param upload RE2 expression of the bundle paths that may be served this way
     * @param exclude RE2 expression of those among them that may not; empty: none. RE2 cannot say "but not"
     * @param fileMustExist true: where there is no such file the next handler is tried, instead of 404
     */
    record StaticFiles(
            String url,
            String files,
            String upload,
            String exclude,
            boolean fileMustExist,
            FileOptions options,
            Access access)
            implements Handler {

        public StaticFiles {
            // Versions that were stored before there was an exclude have none.
            exclude = Objects.requireNonNullElse(exclude, "");
        }
    }

    /** Gives the request to an instance. {@code script} is kept for people; there is one program per version. */
    record Script(String url, String script, Access access) implements Handler {}

    /** How a static file is sent. Header names and values have been checked for control characters. */
    record FileOptions(Optional<Duration> expiration, Optional<String> mimeType, Map<String, String> httpHeaders) {
        public static final FileOptions NONE = new FileOptions(Optional.empty(), Optional.empty(), Map.of());

        public FileOptions {
            httpHeaders = Map.copyOf(httpHeaders);
        }
    }

    /**
     * {@code secure:}, {@code login:} and {@code auth_fail_action:} of the entry, and the status of the redirect that
     * {@code secure} makes.
     */
    record Access(Secure secure, Login login, int redirectStatus, AuthFail authFail) {
        public static final Access OPEN = new Access(Secure.OPTIONAL, Login.OPTIONAL, 302);

        public Access {
            // Descriptors that were stored before this field existed have none.
            authFail = Objects.requireNonNullElse(authFail, AuthFail.REDIRECT);
        }

        /** Who is not signed in is sent to sign in. */
        public Access(Secure secure, Login login, int redirectStatus) {
            this(secure, login, redirectStatus, AuthFail.REDIRECT);
        }
    }

    /** What somebody gets who is not signed in and has to be: the way to sign in, or 401. */
    enum AuthFail {
        REDIRECT,
        UNAUTHORIZED
    }

    /** Whether a path may, must or must not be asked by HTTPS. */
    enum Secure {
        OPTIONAL,
        NEVER,
        ALWAYS
    }

    /** Who may ask. {@code ADMIN} paths are open to the platform's own tasks and cron requests too. */
    enum Login {
        OPTIONAL,
        REQUIRED,
        ADMIN
    }
}
