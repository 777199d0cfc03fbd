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

    /** Java's cache of loaded and linked classes. */
    public Path aotCache() {
        return root.resolve("program.aot");
    }

    public Path buildLog() {
        return root.resolve("build.log");
    }

    /** Exists once the build is whole; tells what it was made with. */
    public Path builtMark() {
        return root.resolve("built");
    }
}
