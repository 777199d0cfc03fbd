package io.ironstead.console;

import io.ironstead.console.security.Caller;
import java.util.Optional;

/** Tokens of users that have none yet: people make theirs in the console, signed in. */
final class TokenFor {
    private TokenFor() {}

    static String user(ConsoleTest test, String name) {
        var user = test.users.find(name).orElseThrow();
        return test.tokens.create(
                new Caller(user.name(), user.role(), user.tenant(), Caller.Scope.ALL, "test"),
                "test",
                Caller.Scope.ALL,
                Optional.empty());
    }
}
