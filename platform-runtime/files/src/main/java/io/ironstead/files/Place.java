package io.ironstead.files;

/** Where the bytes of a file are. */
public enum Place {
    /** On the disk of one machine only, until a grid takes them. */
    LOCAL,
    /** In the Tahoe-LAFS grid, spread as its parameters say. */
    GRID
}
