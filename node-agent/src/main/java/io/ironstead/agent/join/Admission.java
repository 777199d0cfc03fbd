package io.ironstead.agent.join;

import io.ironstead.link.JoinToken;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Settles, at every start, who this node is: from the identity it has, from a join token, or not at all. A token for
 * the console it already belongs to changes nothing, so a start script may hold it for ever.
 */
public final class Admission {
    private static final int NAME_LENGTH_MAX = 63;

    private final IdentityStore store;
    private final Joiner joiner;

    public Admission(IdentityStore store, Joiner joiner) {
        this.store = store;
        this.joiner = joiner;
    }

    /** What was settled. */
    public sealed interface Result {
        /** @param remark worth telling the operator; may be empty */
        record Member(Identity identity, String remark) implements Result {}

        /** The agent cannot start; {@code sentence} says why and what to do. */
        record Refused(String sentence) implements Result {}
    }

    /**
     * @param tokenText what the operator pasted; empty when nothing
     * @param wishedName the name to ask for; any text, it is brought into the form of a machine name
     */
    public Result settle(Optional<String> tokenText, String wishedName) throws InterruptedException {
        try {
            var token = tokenText.map(String::strip).filter(text -> !text.isEmpty());
            var parsed = token.flatMap(JoinToken::parse);
            if (token.isPresent() && parsed.isEmpty()) {
                return new Result.Refused("This is not a whole join token: it starts with ist_ and is one long word."
                        + " Copy the command again from the console, with the button beside it.");
            }
            var known = store.load();
            if (known.isPresent() && !isRejoin(known.get(), parsed)) {
                return parsed.isEmpty() ? new Result.Member(known.get(), "") : again(known.get(), parsed.get());
            }
            if (parsed.isEmpty()) {
                return new Result.Refused("This server has not joined a console yet. In the console choose Machines,"
                        + " Add machine, and run the command it shows here.");
            }
            return join(parsed.get(), wishedName);
        } catch (IOException unreadable) {
            return new Result.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    /** A machine that was removed from the pool comes back with a new token of the same console. */
    private boolean isRejoin(Identity known, Optional<JoinToken> token) {
        return store.isRefused()
                && token.filter(t -> t.caFingerprint().equals(known.caFingerprint()))
                        .isPresent();
    }

    private Result again(Identity known, JoinToken token) throws IOException {
        if (!known.caFingerprint().equals(token.caFingerprint())) {
            return new Result.Refused("This server is node \"" + known.node() + "\" of the console at "
                    + known.consoleAddress() + ", and the token is of another console, at " + token.address()
                    + ". Remove the machine in its console first, or start a second agent with another"
                    + " --agent.data-dir.");
        }
        if (known.consoleAddress().equals(token.address())) {
            return new Result.Member(known, "This server has already joined that console; the token was not used.");
        }
        var moved = known.at(token.address());
        store.moved(moved);
        return new Result.Member(
                moved,
                "This server has already joined that console; the token was used only for its new address "
                        + token.address() + ".");
    }

    private Result join(JoinToken token, String wishedName) throws IOException, InterruptedException {
        return switch (joiner.join(token, nameFrom(wishedName))) {
            case Joiner.Result.Joined(var identity) -> {
                // Only now: a token that was refused must not cost the old identity.
                store.forget();
                store.save(identity);
                yield new Result.Member(identity, "This server has joined the console at " + token.address() + ".");
            }
            case Joiner.Result.Refused(var sentence) -> new Result.Refused(sentence);
            case Joiner.Result.Unreachable(var sentence) -> new Result.Refused(sentence);
        };
    }

    /** A machine name as near to the wish as the rule for names allows; the console makes it unique. */
    static String nameFrom(String wish) {
        var letters = wish.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        var name = letters.replace("-dot-", "-").replaceAll("^-+", "");
        var cut = name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)).replaceAll("-+$", "");
        return cut.isEmpty() ? "node" : cut;
    }
}
