package io.ironstead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.cli.fake.FakeConsole;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployCommandTest {
    private static final String DONE = """
            {"id":"d1","state":"DONE","version":"v2","service":"default","url":"http://v2-dot-shop.localhost:8000",
             "steps":[{"name":"upload","state":"DONE","millis":1200},{"name":"check","state":"DONE","millis":3}]}""";
    private static final String RUNNING = """
            {"id":"d1","state":"RUNNING","steps":[{"name":"upload","state":"DONE","millis":1200},{"name":"check","state":"RUNNING"}]}""";
    private static final String FAILED = """
            {"id":"d1","state":"FAILED","steps":[{"name":"upload","state":"DONE"},{"name":"check","state":"FAILED","millis":2}],
             "failure":{"step":"check","cause":"app.yaml line 3: unknown runtime cobol","advice":"Use python312.","output":["one","two"]}}""";

    @TempDir
    Path folder;

    private FakeConsole console;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        console = new FakeConsole();
        Files.writeString(folder.resolve("app.yaml"), "runtime: python312\n");
        Files.writeString(folder.resolve("main.py"), "app = 1\n");
        Files.createDirectory(folder.resolve("__pycache__"));
        Files.writeString(folder.resolve("__pycache__/main.pyc"), "junk");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private int run(String... words) {
        var line = new ArrayList<>(List.of("deploy"));
        line.addAll(List.of(words));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.toArray(String[]::new));
    }

    private int runHere(String... more) {
        var words = new ArrayList<>(List.of(folder.toString(), "--site", "shop", "--console", console.url()));
        words.addAll(List.of("--token", FakeConsole.TOKEN));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    @Test
    void makesTheSiteUploadsTheFolderAndPrintsItsAddress() throws IOException {
        console.nextDeployment(RUNNING, RUNNING, DONE);

        assertThat(runHere("--version", "v2")).isZero();

        assertThat(out.toString().strip()).isEqualTo("http://shop.localhost:8000");
        assertThat(console.sites()).containsKey("shop");
        assertThat(console.queryOf("shop"))
                .contains("version=v2")
                .contains("promote=true")
                .contains(".tar.gz");
        assertThat(namesIn(console.uploadTo("shop"))).containsExactlyInAnyOrder("app.yaml", "main.py");
        assertThat(err.toString()).containsOnlyOnce("upload").contains("check");
    }

    @Test
    void doesNotPromoteWhenToldNotTo() {
        console.nextDeployment(DONE);

        assertThat(runHere("--no-promote", "--json")).isZero();

        assertThat(out.toString()).contains("\"address\":\"http://v2-dot-shop.localhost:8000\"");
        assertThat(console.queryOf("shop")).contains("promote=false").doesNotContain("version=");
        assertThat(out.toString().strip()).startsWith("{").endsWith("}").doesNotContain("\n");
    }

    @Test
    void tellsStepCauseAdviceAndTheEndOfTheLogWhenItFails() {
        console.nextDeployment(RUNNING, FAILED);

        assertThat(runHere()).isEqualTo(1);

        assertThat(err.toString())
                .contains("| two")
                .contains("check failed: app.yaml line 3: unknown runtime cobol")
                .contains("Use python312.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysWhyTheConsoleRefuses() {
        assertThat(run(folder.toString(), "--site", "taken", "--console", console.url(), "--token", "right"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("belongs to somebody else").contains("Choose another name.");
    }

    @Test
    void saysThatTheTokenIsWrong() {
        assertThat(run(folder.toString(), "--site", "shop", "--console", console.url(), "--token", "wrong"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("This token is not valid");
    }

    @Test
    void saysThatNoConsoleAnswers() throws IOException {
        int free;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }

        var code = run(folder.toString(), "--site", "shop", "--console", "http://127.0.0.1:" + free, "--token", "t");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("No console answers").contains("./ironstead up");
    }

    @Test
    void refusesAFolderWithoutAnApplicationBeforeAskingAnybody() throws IOException {
        Files.delete(folder.resolve("app.yaml"));

        assertThat(runHere()).isEqualTo(1);
        assertThat(err.toString()).contains("holds no application");
    }

    @Test
    void doesNotFollowALinkOutOfTheFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("passwords"), Path.of("/etc/passwd"));
        console.nextDeployment(DONE);

        assertThat(runHere()).isEqualTo(1);
        assertThat(err.toString()).contains("passwords is a link out of the folder");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--site");
    }

    private static List<String> namesIn(byte[] archive) throws IOException {
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
