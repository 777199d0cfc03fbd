package io.ironstead.files;

import java.io.IOException;

/** The stored bytes are not those that were stored. Trying again does not help; a repair or a backup may. */
public final class FileDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    public FileDamagedException(String message) {
        super(message);
    }
}
