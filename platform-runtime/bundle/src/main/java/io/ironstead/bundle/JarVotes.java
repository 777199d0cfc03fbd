package io.ironstead.bundle;

import io.ironstead.bundle.descriptor.BundleFiles.ServletUse;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Which servlet API the jars of a WAR speak for: each class that names one has a vote, and a jar that registers itself
 * at the container many. Libraries that can do both names in different classes are outvoted by those that cannot.
 */
final class JarVotes {
    /** All jars of a WAR together; what lies behind that is not looked at. */
    private static final long UNPACKED_BYTES_MAX = 512L << 20;

    private static final int ENTRIES_MAX = 200_000;
    private static final int CLASS_BYTES_MAX = 1 << 20;
    private static final int INITIALIZER_VOTES = 1_000;
    private static final String SERVICES = "META-INF/services/";
    private static final String INITIALIZER = ".servlet.ServletContainerInitializer";

    private final Map<ServletUse, Integer> votes = new EnumMap<>(ServletUse.class);
    private long bytesLeft = UNPACKED_BYTES_MAX;
    private int entriesLeft = ENTRIES_MAX;

    /** Looks through one jar, or as far into it as it is whole and the limits allow. */
    void count(InputStream jar) {
        var zip = new ZipInputStream(jar);
        try {
            // Going on to the next entry unpacks what is left of this one: not when there was enough.
            while (mayGoOn()) {
                var entry = zip.getNextEntry();
                if (entry == null) {
                    return;
                }
                look(entry, zip);
            }
        } catch (IOException | IllegalArgumentException damaged) {
            // The Java host will say so, if anything needs this jar.
            return;
        }
    }

    private boolean mayGoOn() {
        return bytesLeft > 0 && entriesLeft-- > 0;
    }

    private void look(ZipEntry entry, InputStream bytes) throws IOException {
        var name = entry.getName();
        for (var use : ServletUse.values()) {
            if (name.equals(SERVICES + use.javaPackage() + INITIALIZER)) {
                votes.merge(use, INITIALIZER_VOTES, Integer::sum);
            }
        }
        boolean isApi = name.startsWith("javax/servlet/") || name.startsWith("jakarta/servlet/");
        if (!isApi && name.endsWith(".class") && !name.startsWith("META-INF/")) {
            var code = bytes.readNBytes(CLASS_BYTES_MAX);
            bytesLeft -= code.length;
            for (var use : ServletUse.values()) {
                if (use.isNamedIn(code)) {
                    votes.merge(use, 1, Integer::sum);
                }
            }
        }
        var rest = new byte[16 * 1024];
        for (int read = bytes.read(rest); read >= 0 && bytesLeft > 0; read = bytes.read(rest)) {
            bytesLeft -= read;
        }
    }

    /** Empty when no jar said anything, or as many each. */
    Optional<ServletUse> winner() {
        int javax = votes.getOrDefault(ServletUse.JAVAX, 0);
        int jakarta = votes.getOrDefault(ServletUse.JAKARTA, 0);
        return javax == jakarta
                ? Optional.empty()
                : Optional.of(javax > jakarta ? ServletUse.JAVAX : ServletUse.JAKARTA);
    }
}
