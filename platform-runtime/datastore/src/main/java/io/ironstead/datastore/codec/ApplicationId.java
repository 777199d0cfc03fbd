package io.ironstead.datastore.codec;

/** App Engine writes an application's name with its region in front: {@code s~shop}, {@code e~shop}, {@code dev~shop}. */
public final class ApplicationId {
    private ApplicationId() {}

    /** The name alone: the same application, whatever the region. */
    public static String plain(String id) {
        int tilde = id.indexOf('~');
        return tilde >= 0 ? id.substring(tilde + 1) : id;
    }
}
