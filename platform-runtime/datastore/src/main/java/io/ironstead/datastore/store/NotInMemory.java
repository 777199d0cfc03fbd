package io.ironstead.datastore.store;

/** A row that only the disk can tell of. It has no stack: whoever asks for memory only meets it often. */
public final class NotInMemory extends Exception {
    public static final NotInMemory NOT_IN_MEMORY = new NotInMemory();

    private NotInMemory() {
        super("The row may be on disk", null, false, false);
    }
}
