package io.ironstead.broker.http;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * A page that the broker itself answers with. It says what a visitor can do, and nothing of the site behind: no
 * reason, no version, no trace. The owner finds those by the request's number.
 *
 * @param retryAfter seconds
 */
record Page(int status, String title, String sentence, OptionalInt retryAfter) {
    static final Page NO_SITE = new Page(404, "No site answers to this name", "Check the address for a typing error.");
    static final Page NO_SERVICE = new Page(404, "Nothing is here yet", "This site has not been published.");
    static final Page NOT_FOUND = new Page(404, "Not found", "There is nothing at this address.");
    static final Page FORBIDDEN =
            new Page(403, "Not open to visitors", "This address needs a sign-in, and none is possible here.");
    static final Page NOT_SIGNED_IN = new Page(401, "Not signed in", "This address is for people who have signed in.");
    static final Page NOT_ADMIN = new Page(
            403, "Not open to you", "You have signed in, and this address is for administrators of this site.");
    static final Page SIGN_IN_FAILED = new Page(
            400, "Signing in did not work", "It took too long, or was begun in another browser. Please try again.");
    static final Page SUSPENDED =
            new Page(503, "This site is paused", "It has been taken off for now. Please come back later.");
    static final Page NOT_ALLOWED = new Page(405, "Not possible here", "This address can only be read.");
    static final Page BROKE_OFF =
            new Page(502, "The site gave no answer", "Something went wrong there. Please try again.");
    static final Page TOO_SLOW =
            new Page(504, "The site took too long", "It did not answer in time. Please try again.");
    static final Page CANNOT_START = new Page(
            503, "The site cannot start", "Its owner can see why. Please come back later.", OptionalInt.of(30));
    static final Page BUSY = new Page(503, "The site is very busy", "Please try again in a moment.", OptionalInt.of(5));
    static final Page STOPPING = new Page(
            503, "One moment, please", "This server is about to restart. Please try again.", OptionalInt.of(2));
    static final Page TOO_LARGE = new Page(413, "Too large", "What was sent is larger than this server takes.");
    static final Page SLOW_VISITOR =
            new Page(408, "The connection was too slow", "The request did not arrive in time.");
    static final Page BAD_REQUEST = new Page(400, "Bad request", "This request is not valid HTTP.");

    Page(int status, String title, String sentence) {
        this(status, title, sentence, OptionalInt.empty());
    }

    static Page of(Reading.Refused refused) {
        return new Page(refused.status(), "Bad request", refused.sentence());
    }

    /** @param id the request's number */
    byte[] html(String id) {
        return TEMPLATE.replace("{status}", Integer.toString(status))
                .replace("{title}", title)
                .replace("{sentence}", sentence)
                .replace("{id}", id)
                .getBytes(StandardCharsets.UTF_8);
    }

    // Only constants of this class are put in, so nothing needs escaping.
    private static final String TEMPLATE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2228; --quiet: #667079; --paper: #fbfaf8; --line: #b5532a; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e9e6e1; --quiet: #98a0a8; --paper: #16191d; --line: #e07a4b; }
            }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
              color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
            main { max-width: 32rem; padding: 2rem; border-left: 3px solid var(--line); }
            h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
            p { margin: 0 0 1.5rem; }
            small { color: var(--quiet); }
            </style>
            <main>
            <h1>{title}</h1>
            <p>{sentence}</p>
            <small>{status} &middot; request {id}</small>
            </main>
            """;
}
