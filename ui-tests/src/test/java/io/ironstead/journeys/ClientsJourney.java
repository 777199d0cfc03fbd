package io.ironstead.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that nobody here wrote, in the versions that their users get. Those of Cloud Datastore run as programs on this
 * machine, each on a project of its own; those of App Engine's bundled services run as sites.
 */
class ClientsJourney {
    private static final Ironstead IRONSTEAD = Ironstead.inNewFolder("clients");

    @BeforeAll
    static void start() {
        IRONSTEAD.up();
    }

    @AfterAll
    static void stop() {
        IRONSTEAD.close();
    }

    @Test
    void googleCloudDatastoreForPython() {
        assertAllOk(python("datastore_client.py", "cloud-python"), 15);
    }

    @Test
    void googleCloudNdbForPython() {
        assertAllOk(python("ndb_client.py", "cloud-ndb"), 10);
    }

    @Test
    void googleCloudDatastoreForNode() {
        var folder = Npm.install(programs().resolve("node"));
        var node = Program.of("node", folder.resolve("datastore_client.js").toString())
                .in(datastore("cloud-node"))
                // There is none on this machine, and Google's library looks for it for seconds.
                .in(Map.of("METADATA_SERVER_DETECTION", "none"))
                .run();
        assertAllOk(node.output(), 16);
    }

    @Test
    void googleCloudDatastoreForJava() {
        assertAllOk(java("google-cloud-datastore", "cloud.CloudDatastoreProgram", "cloud-java"), 16);
    }

    @Test
    void objectify() {
        assertAllOk(java("objectify", "objectify.ObjectifyProgram", "objectify"), 10);
    }

    @Test
    void appEnginesOwnSdkForPython() {
        Pip.requireIndex();
        assertAllOk(site(programs().resolve("appengine-python"), "appengine-python"), 15);
    }

    @Test
    void appEnginesOwnSdkForJava() throws IOException {
        try (var files = Files.list(client("appengine-api").resolve("target"))) {
            var war = files.filter(file -> file.toString().endsWith(".war")).findFirst();
            assertAllOk(site(war.orElseThrow(), "appengine-java"), 16);
        }
    }

    /** @param checks how many there are: a program that leaves some out has not passed */
    private static void assertAllOk(String lines, int checks) {
        assertThat(lines.lines().filter(line -> line.startsWith("not ok")))
                .as(lines)
                .isEmpty();
        assertThat(lines.lines().filter(line -> line.startsWith("ok ")))
                .as(lines)
                .hasSize(checks);
    }

    private static String python(String file, String project) {
        Pip.requireIndex();
        var folder = programs().resolve("python");
        var python = Pip.environment(folder.resolve("requirements.txt"));
        return Program.of(python.toString(), "-B", folder.resolve(file).toString())
                .in(datastore(project))
                .run()
                .output();
    }

    private static String java(String module, String main, String project) {
        var target = client(module).resolve("target");
        var classPath = target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*";
        return Program.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        "io.ironstead.clients." + main)
                .in(datastore(project))
                .run()
                .output();
    }

    private static String site(Path bundle, String name) {
        IRONSTEAD.run("deploy", bundle.toString(), "--site", name).mustSucceed();
        var answer = IRONSTEAD.visit(name, "/checks");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Map<String, String> datastore(String project) {
        return Map.of(
                "DATASTORE_EMULATOR_HOST",
                IRONSTEAD.node().path("datastore").asString(),
                "GOOGLE_CLOUD_PROJECT",
                project);
    }

    private static Path programs() {
        return Ironstead.root().resolve("ui-tests/src/test/clients");
    }

    private static Path client(String module) {
        return Ironstead.root().resolve("clients").resolve(module);
    }
}
