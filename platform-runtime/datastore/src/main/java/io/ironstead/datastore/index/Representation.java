package io.ironstead.datastore.index;

/** How {@code __property__} queries name the type of an indexed value. Source: Google's page on metadata queries. */
public enum Representation {
    NULL,
    INT64,
    BOOLEAN,
    STRING,
    DOUBLE,
    POINT,
    USER,
    REFERENCE;

    /** @param value as {@link io.ironstead.datastore.bytes.ValueBytes} writes it */
    static Representation of(byte[] value) {
        return switch (value[0]) {
            case 0x05 -> NULL;
            case 0x10 -> INT64;
            case 0x18, 0x19 -> BOOLEAN;
            case 0x20 -> STRING;
            case 0x30 -> DOUBLE;
            case 0x40 -> POINT;
            case 0x50 -> USER;
            case 0x60 -> REFERENCE;
            default -> throw new IllegalArgumentException("The bytes are no value");
        };
    }
}
