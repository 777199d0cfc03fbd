package io.ironstead.difference;

import java.util.function.Consumer;

/**
 * A program whose answers are compared.
 *
 * @param name what is asked
 * @param our a part of our answers that Google's lack, or empty where both must be the same; decision 094 has the reason
 */
record Case(String name, String our, Consumer<Session> program) {

    static Case same(String name, Consumer<Session> program) {
        return new Case(name, "", program);
    }

    static Case ours(String name, String our, Consumer<Session> program) {
        return new Case(name, our, program);
    }

    @Override
    public String toString() {
        return name;
    }
}
