package io.ironstead.javahost;

import java.util.Map;

/** The Java of JSPs: that of the rest of a WAR, where the engine by itself would take one of ten years ago. */
final class JspLanguage {
    private static final String VERSION = "25";

    static final Map<String, String> PARAMETERS =
            Map.of("compilerSourceVM", VERSION, "compilerTargetVM", VERSION, "fork", "false");

    private JspLanguage() {}
}
