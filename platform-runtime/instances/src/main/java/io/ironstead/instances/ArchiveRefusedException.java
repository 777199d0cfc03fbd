package io.ironstead.instances;

/** An archive that arrived whole cannot be unpacked; trying again would not help. */
final class ArchiveRefusedException extends Exception {

    /** @param sentence for the site's owner */
    ArchiveRefusedException(String sentence) {
        super(sentence, null, false, false);
    }
}
