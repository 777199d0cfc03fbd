package io.ironstead.instances;

import io.ironstead.model.InstanceId;
import java.security.SecureRandom;

/** Makes names that no other instance, build or training in the pool ever had. */
final class Names {
    private static final char[] LETTERS = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int LENGTH = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Names() {}

    static InstanceId instance() {
        return new InstanceId(random());
    }

    static String build() {
        return "build-" + random();
    }

    static String training() {
        return "training-" + random();
    }

    private static String random() {
        var name = new StringBuilder(LENGTH);
        // A name starts with a letter, as host names of old had to.
        name.append(LETTERS[RANDOM.nextInt(26)]);
        while (name.length() < LENGTH) {
            name.append(LETTERS[RANDOM.nextInt(LETTERS.length)]);
        }
        return name.toString();
    }
}
