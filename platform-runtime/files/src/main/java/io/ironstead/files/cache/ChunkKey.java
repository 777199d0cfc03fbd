package io.ironstead.files.cache;

import io.ironstead.files.content.ContentId;

/** One chunk of one content. @param number from 0 */
record ChunkKey(ContentId content, long number) {}
