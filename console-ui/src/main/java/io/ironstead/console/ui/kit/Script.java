package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.UI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Our own scripts: static files that need no front-end build, addressed with their digest so that caches never lie. */
public final class Script {
    private static final int DIGEST_CHARACTERS = 12;
    private static final Map<String, String> ADDRESSES = new ConcurrentHashMap<>();

    private Script() {}

    /** Loads it into the tab unless it is there already. */
    public static void load(UI ui, String name) {
        ui.getPage().addJsModule(ADDRESSES.computeIfAbsent(name, Script::address));
    }

    private static String address(String name) {
        try (var file = Script.class.getResourceAsStream("/META-INF/resources/console/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("There is no such script");
            }
            var digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(file.readAllBytes()));
            return "context://console/" + name + "?v=" + digest.substring(0, DIGEST_CHARACTERS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
