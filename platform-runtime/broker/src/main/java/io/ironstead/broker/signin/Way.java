package io.ironstead.broker.signin;

import java.util.List;

/** Where to send a visitor, and the cookies he takes along. */
public record Way(String location, List<String> cookies) {
    public Way {
        cookies = List.copyOf(cookies);
    }
}
