package io.ironstead.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.app.JavaSettings.ServletApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarVotesTest {
    private static final String JAVAX = "..javax/servlet/http/HttpServlet..";
    private static final String JAKARTA = "..jakarta/servlet/http/HttpServlet..";

    @TempDir
    Path folder;

    /** The API that a WAR of nothing but these jars is run with. */
    private ServletApi api(byte[]... jars) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < jars.length; i++) {
                zip.putNextEntry(new ZipEntry("WEB-INF/lib/part-" + i + ".jar"));
                zip.write(jars[i]);
            }
        }
        var archive = Files.write(Files.createTempFile(folder, "w", ".war"), bytes.toByteArray());
        var checked = Bundles.check(archive, BundleLimits.DEFAULT);
        assertThat(checked).isInstanceOf(CheckResult.Checked.class);
        return ((CheckResult.Checked) checked).app().java().orElseThrow().servletApi();
    }

    @Test
    void theJarsDecideWhereNothingElseDoes() throws Exception {
        assertThat(api(Archives.zip("a/B.class", JAVAX))).isEqualTo(ServletApi.JAVAX);
        assertThat(api(Archives.zip("a/B.class", JAKARTA))).isEqualTo(ServletApi.JAKARTA);
        assertThat(api(Archives.zip("a/B.class", "nothing"))).isEqualTo(ServletApi.JAKARTA);
    }

    @Test
    void aLibraryThatCanDoBothIsOutvoted() throws Exception {
        var both = Archives.zip("a/Old.class", JAVAX, "a/New.class", JAKARTA);
        assertThat(api(both, Archives.zip("b/Mine.class", JAVAX))).isEqualTo(ServletApi.JAVAX);
        var initializer = Archives.zip("META-INF/services/jakarta.servlet.ServletContainerInitializer", "c.Start");
        assertThat(api(both, Archives.zip("b/Mine.class", JAVAX), initializer)).isEqualTo(ServletApi.JAKARTA);
    }

    @Test
    void theApiItselfAndDamagedJarsSayNothing() throws Exception {
        assertThat(api(
                        Archives.zip("javax/servlet/Servlet.class", JAVAX),
                        "no jar".getBytes(StandardCharsets.UTF_8),
                        Archives.zip("a/B.class", JAKARTA)))
                .isEqualTo(ServletApi.JAKARTA);
    }

    @Test
    void aJarThatUnpacksToNoEndIsLeftWhenEnoughWasSeen() throws Exception {
        var votes = new JarVotes();
        for (int i = 0; i < 3; i++) {
            votes.count(new ByteArrayInputStream(bomb(300 << 20)));
        }
        // The limit for all jars together is passed, so this one is not looked at.
        votes.count(new ByteArrayInputStream(Archives.zip("a/B.class", JAVAX)));
        assertThat(votes.winner()).isEmpty();
    }

    private static byte[] bomb(int size) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            var zeros = new byte[1 << 20];
            for (int written = 0; written < size; written += zeros.length) {
                zip.write(zeros);
            }
        }
        return bytes.toByteArray();
    }
}
