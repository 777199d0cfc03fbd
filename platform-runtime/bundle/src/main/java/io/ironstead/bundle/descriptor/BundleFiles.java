package io.ironstead.bundle.descriptor;

import java.util.Optional;
import java.util.Set;

/** A bundle as a descriptor sees it: its paths from its root, and the text of descriptor files. */
public interface BundleFiles {

    Set<String> paths();

    boolean has(String path);

    /** The text of a descriptor file: yaml, xml, package.json, requirements.txt; empty for others. */
    Optional<String> text(String path);

    /** Which servlet API the classes of {@code WEB-INF/classes} name. */
    Set<ServletUse> servlets();

    /** A generation of the servlet API. */
    enum ServletUse {
        JAVAX,
        JAKARTA
    }
}
