package io.ironstead.datastore;

import com.google.protobuf.ByteString;

/**
 * A single value of a property. Ascending order over all values:
 * null, then numbers that are integers (timestamps are microseconds among them), then false, true, then bytes and strings by
 * raw bytes, doubles, points, users, keys. An integer never equals a double.
 */
public sealed interface Value {

    enum Null implements Value {
        NULL
    }

    record Int(long value) implements Value {}

    /** Microseconds since 1970 UTC; years 0001 to 9999. */
    record Timestamp(long micros) implements Value {}

    record Bool(boolean value) implements Value {}

    /** Text; sorts and compares by its UTF-8 bytes. */
    record Text(String value) implements Value {}

    record Blob(ByteString bytes) implements Value {}

    /** Any double; {@code -0.0} sorts before {@code 0.0}, NaN after everything. */
    record Decimal(double value) implements Value {}

    record GeoPoint(double latitude, double longitude) implements Value {}

    /** A Google account as App Engine's Users service names one; absent parts are empty. */
    record User(String email, String authDomain, String nickname, String userId) implements Value {}

    record Reference(Key key) implements Value {}

    /** An entity within an entity; its key may be missing or incomplete. */
    record Embedded(Entity entity) implements Value {}
}
