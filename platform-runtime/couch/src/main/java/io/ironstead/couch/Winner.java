package io.ironstead.couch;

/**
 * The revision that CouchDB shows of a document.
 *
 * @param deleted the document is gone: CouchDB takes a new one under its id only when that names no revision, and no second
 *     deletion
 */
public record Winner(Revision revision, boolean deleted) {}
