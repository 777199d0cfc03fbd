package io.ironstead.datastore.query;

import io.ironstead.datastore.QueryPage;

/** A page and what it depends on. */
public record QueryRun(QueryPage page, ScannedRanges scanned) {}
