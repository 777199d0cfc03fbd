package io.ironstead.files.kept;

import io.ironstead.files.Place;
import io.ironstead.files.content.ContentRef;

/** A content that something keeps. */
public record Kept(Place place, ContentRef ref) {}
