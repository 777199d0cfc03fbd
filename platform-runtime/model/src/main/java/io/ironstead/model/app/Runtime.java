package io.ironstead.model.app;

/** The launchers there are. Which one a bundle gets follows from {@code runtime:} or from its files. */
public enum Runtime {
    PYTHON,
    JAVA,
    NODEJS,
    /** Any program with an {@code entrypoint} that listens on {@code $PORT}: Go, a script, a binary. */
    CUSTOM,
    /** Static files only: no process is ever started. */
    STATIC
}
