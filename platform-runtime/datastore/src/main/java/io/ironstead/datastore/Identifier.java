package io.ironstead.datastore;

/** Which entity of a kind. Ids sort as signed numbers, before every name; names by their UTF-8 bytes. */
public sealed interface Identifier {

    /** Still to be allocated. */
    enum None implements Identifier {
        NONE
    }

    /** Any number but 0; programs may choose negative ones, nobody allocates them. */
    record Numeric(long id) implements Identifier {}

    record Named(String name) implements Identifier {}
}
