package io.ironstead.instances.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostJarsTest {
    @TempDir
    Path host;

    private void jar(String name) throws IOException {
        Files.writeString(
                Files.createDirectories(host.resolve(name).getParent())
                        .resolve(host.resolve(name).getFileName()),
                name);
    }

    @Test
    void theJspEngineIsThereForWarsWithJspsOnlyAndInTheirGeneration() throws IOException {
        // The host stands for a JDK too, which is part of the fingerprint.
        jar("release");
        jar("javax/jetty.jar");
        jar("jsp-javax/jasper.jar");
        jar("jsp-javax/README");
        jar("jakarta/jetty.jar");
        jar("jsp-jakarta/jasper.jar");

        var plain = HostJars.in(host, "javax", false);
        var jsp = HostJars.in(host, "javax", true);

        assertThat(plain.jars()).containsExactly(host.resolve("javax/jetty.jar"));
        assertThat(jsp.jars()).containsExactly(host.resolve("javax/jetty.jar"), host.resolve("jsp-javax/jasper.jar"));
        assertThat(jsp.fingerprint(host))
                .as("a class cache of one does not fit the other")
                .isNotEqualTo(plain.fingerprint(host));
    }
}
