package io.ironstead.datastore.log;

import io.ironstead.couch.DatabaseName;
import java.nio.charset.StandardCharsets;

/**
 * One database of one site, as its documents and CouchDB databases are named.
 *
 * @param site the project's id
 * @param database empty for the default one
 */
public record TabletName(String site, String database) {

    /** {@code shop}, or {@code shop$archive}; characters that CouchDB's names cannot have are written as {@code (2e)}. */
    @Override
    public String toString() {
        return escaped(site) + (database.isEmpty() ? "" : "$" + escaped(database));
    }

    /** Where the readable documents of its entities lie. */
    public DatabaseName entities() {
        return new DatabaseName("ds_" + this + "_ent");
    }

    /** Where the entries of one of its epochs lie. */
    DatabaseName log(long epoch) {
        return new DatabaseName(logs() + Long.toHexString(epoch));
    }

    /** What the names of all its epochs' databases begin with, and no other tablet's. */
    String logs() {
        return "ds_" + this + "_log_";
    }

    /** Whose entries lie in a database that {@link #log} named. */
    static long epoch(DatabaseName log) {
        return Long.parseUnsignedLong(log.text().substring(log.text().lastIndexOf('_') + 1), 16);
    }

    private static String escaped(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-';
            text.append(plain ? String.valueOf((char) b) : String.format("(%02x)", b & 0xff));
        }
        return text.toString();
    }
}
