package io.ironstead.files.tahoe;

/**
 * What the other nodes of a grid must know of one. Both addresses hold the permission to store and fetch, so it is a
 * secret of the grid.
 *
 * @param nickname for people
 * @param id {@code v0-} and 52 letters and digits
 * @param furl address by Foolscap
 * @param nurl address by HTTPS; not used now, but a server without one is not taken for complete
 */
public record GridServer(String nickname, String id, String furl, String nurl) {
    @Override
    public String toString() {
        return "GridServer[" + nickname + ", " + id + "]";
    }
}
