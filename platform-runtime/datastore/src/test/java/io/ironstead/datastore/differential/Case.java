package io.ironstead.datastore.differential;

import java.util.function.Consumer;

/**
 * A program whose answers are compared, and whose answers are right.
 *
 * @param name what is asked
 * @param our a part of our answers, where they are like nobody's
 */
record Case(String name, Right right, String our, Consumer<Session> program) {

    /** Who is right about a case. */
    enum Right {
        /** Both emulators answer the same, and so do we. */
        BOTH,
        /** We answer as the Firestore emulator in Datastore mode; Google's first emulator is known to differ. */
        FIRESTORE,
        /** We answer as Google's first emulator; the other is known to differ. */
        LEGACY,
        /** We answer as neither; docs/decisions/093 says why. */
        NEITHER
    }

    static Case both(String name, Consumer<Session> program) {
        return new Case(name, Right.BOTH, "", program);
    }

    static Case firestore(String name, Consumer<Session> program) {
        return new Case(name, Right.FIRESTORE, "", program);
    }

    static Case legacy(String name, Consumer<Session> program) {
        return new Case(name, Right.LEGACY, "", program);
    }

    /** @param our words that our answers have and Google's have not */
    static Case neither(String name, String our, Consumer<Session> program) {
        return new Case(name, Right.NEITHER, our, program);
    }

    @Override
    public String toString() {
        return name;
    }
}
