package io.ironstead.datastore.index;

/** An index file cannot be read; the message names the file, the line and what is wrong with it. */
public final class IndexFileException extends Exception {
    private static final long serialVersionUID = 1;

    IndexFileException(String file, int line, String what) {
        super(file + " line " + line + ": " + what);
    }
}
