package io.ironstead.couch.embedded;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Which names a document and a database may have: CouchDB's rules and its texts. */
final class DocumentIds {
    private static final Pattern DATABASE = Pattern.compile("[a-z][a-z0-9_$()+/-]{0,237}");
    static final String LOCAL = "_local/";
    static final String DESIGN = "_design/";

    private DocumentIds() {}

    static void check(String id) {
        if (id.isEmpty()) {
            throw CouchError.illegalId("Document id must not be empty");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
            throw CouchError.illegalId("Document id must be valid UTF-8");
        }
        if (id.equals(DESIGN) || id.equals(LOCAL)) {
            throw CouchError.illegalId("Illegal document id `" + id + "`");
        }
        if (id.startsWith("_") && !id.startsWith(DESIGN) && !id.startsWith(LOCAL)) {
            throw CouchError.illegalId("Only reserved document ids may start with underscore.");
        }
    }

    static void checkDatabase(String name) {
        if (!DATABASE.matcher(name).matches()) {
            throw new CouchError(
                    400,
                    "illegal_database_name",
                    "Name: '" + name + "'. Only lowercase characters (a-z), digits (0-9), and any of the characters "
                            + "_, $, (, ), +, -, and / are allowed. Must begin with a letter.");
        }
    }
}
