package io.ironstead.cli.pack;

import io.ironstead.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What is uploaded: an archive as it is, or a folder that is packed while it is sent. */
public sealed interface BundleSource {

    /** The name the console sees; its ending tells the format. */
    String filename();

    /** How many bytes will be sent, when that is known beforehand. */
    OptionalLong size();

    InputStream open() throws IOException;

    /** An archive, a folder with an application, or a Maven project whose WAR has been built. */
    static BundleSource of(Path path) {
        if (Files.isDirectory(path)) {
            return ofFolder(path.toAbsolutePath().normalize());
        }
        if (!Files.isReadable(path)) {
            throw new Failure(
                    "There is no file or folder " + path + " that can be read",
                    "Give the path of an archive or a folder.");
        }
        var name = path.getFileName().toString();
        if (List.of(".zip", ".war", ".tar.gz", ".tgz").stream().noneMatch(name.toLowerCase()::endsWith)) {
            throw new Failure(
                    name + " is no archive that can be deployed", "Give a .zip, .tar.gz or .war file, or a folder.");
        }
        return new Archive(path);
    }

    private static BundleSource ofFolder(Path folder) {
        if (Files.exists(folder.resolve("app.yaml")) || Files.isDirectory(folder.resolve("WEB-INF"))) {
            return new Folder(folder);
        }
        if (Files.exists(folder.resolve("pom.xml"))) {
            return new Archive(builtWar(folder));
        }
        throw new Failure(
                "The folder " + folder + " holds no application",
                "It needs an app.yaml, or a WEB-INF folder as in a WAR.");
    }

    private static Path builtWar(Path project) {
        var none = new Failure(
                "The Maven project " + project + " has no built WAR, or more than one",
                "Run 'mvn package' there, or give the WAR itself.");
        try (var files = Files.list(project.resolve("target"))) {
            var wars = files.filter(file -> file.toString().endsWith(".war")).toList();
            if (wars.size() == 1) {
                return wars.getFirst();
            }
            throw none;
        } catch (IOException notBuilt) {
            throw none;
        }
    }

    /** A file that is an archive already. */
    record Archive(Path file) implements BundleSource {
        @Override
        public String filename() {
            return file.getFileName().toString();
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(file.toFile().length());
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** A folder, sent as a tar.gz that never exists as a whole. */
    record Folder(Path folder) implements BundleSource {
        @Override
        public String filename() {
            return folder.getFileName() + ".tar.gz";
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public InputStream open() throws IOException {
            return new FolderStream(folder).start();
        }
    }
}
