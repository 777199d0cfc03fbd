package io.ironstead.bundle.descriptor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A bundle as a descriptor sees it: its paths from its root, and the text of descriptor files. */
public interface BundleFiles {

    Set<String> paths();

    boolean has(String path);

    /** The text of a descriptor file: yaml, xml, package.json, requirements.txt; empty for others. */
    Optional<String> text(String path);

    /** Which servlet API the jars of {@code WEB-INF/lib} speak for; empty when they do not say. May read the archive. */
    Optional<ServletUse> servletsOfJars();

    /** Which servlet API the classes of {@code WEB-INF/classes} name. */
    Set<ServletUse> servlets();

    /** A generation of the servlet API. */
    enum ServletUse {
        JAVAX("javax"),
        JAKARTA("jakarta");

        private final String javaPackage;
        private final byte[] inCode;

        ServletUse(String javaPackage) {
            this.javaPackage = javaPackage;
            this.inCode = (javaPackage + "/servlet/").getBytes(StandardCharsets.US_ASCII);
        }

        public String javaPackage() {
            return javaPackage;
        }

        /** True when a compiled class, or a part of one, names a type of it. */
        public boolean isNamedIn(byte[] code) {
            for (int i = 0; i + inCode.length <= code.length; i++) {
                if (code[i] == inCode[0] && Arrays.equals(code, i, i + inCode.length, inCode, 0, inCode.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}
