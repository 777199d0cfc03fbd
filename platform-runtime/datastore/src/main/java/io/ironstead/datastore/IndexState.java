package io.ironstead.datastore;

/** How far a composite index is. */
public record IndexState(long id, IndexDefinition definition, Stage stage) {
    public enum Stage {
        BUILDING,
        READY,
        /** No version of the site names it any more. */
        UNUSED
    }
}
