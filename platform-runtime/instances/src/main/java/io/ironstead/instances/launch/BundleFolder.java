package io.ironstead.instances.launch;

import java.nio.file.Path;

/** Where the parts of one bundle lie. The path never changes, because virtual environments hold it in their scripts. */
public record BundleFolder(Path root) {

    /** The unpacked archive, with what its build added. */
    public Path files() {
        return root.resolve("files");
    }

    /** Python's virtual environment. */
    public Path venv() {
        return root.resolve("venv");
    }

    /** Java's cache of loaded and linked classes; {@code platform} tells JDK and Java host, because it fits one only. */
    public Path aotCache(String platform) {
        return root.resolve("program-" + platform + ".aot");
    }

    public Path buildLog() {
        return root.resolve("build.log");
    }

    /** Exists once the build is whole; tells what it was made with. */
    public Path builtMark() {
        return root.resolve("built");
    }
}
