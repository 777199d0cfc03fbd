package io.ironstead.couch.embedded;

import io.ironstead.couch.Revision;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as a client sent it.
 *
 * @param path the revision it names and that one's ancestors, newest first; empty when it names none
 * @param members the document's own members as JSON, without the braces and without CouchDB's underscore members
 */
record IncomingDocument(
        @Nullable String id, List<Revision> path, boolean deleted, boolean attachments, byte[] members) {

    IncomingDocument withId(String given) {
        return new IncomingDocument(given, path, deleted, attachments, members);
    }

    IncomingDocument withBase(Revision base) {
        return new IncomingDocument(id, List.of(base), deleted, attachments, members);
    }

    String idText() {
        if (id == null) {
            throw new IllegalStateException("The document has no id yet");
        }
        return id;
    }

    /**
     * The revision this content becomes on top of a base. The same edit of the same base has the same name everywhere
     * and always, as in CouchDB; the bytes hashed are our own, since CouchDB's are Erlang terms.
     */
    Revision edit(@Nullable Revision base) {
        MessageDigest digest = md5();
        String parent = base == null ? "0-" : base.toString();
        digest.update((deleted + "|" + parent + "|").getBytes(StandardCharsets.UTF_8));
        digest.update(members);
        return new Revision(
                base == null ? 1 : base.generation() + 1, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
