package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.fleet.DesiredStates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SitesApiTest extends ConsoleTest {
    @Autowired
    private DesiredStates desired;

    @Test
    void aSiteIsCreatedOnceAndSaysWhyNotTwice() throws Exception {
        assertThat(call(operatorToken, "POST", "sites", "{\"name\":\"shop\"}").status())
                .isEqualTo(201);
        var again = call(operatorToken, "POST", "sites", "{\"name\":\"shop\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().get("detail").asString()).isEqualTo("The name \"shop\" is taken.");
        assertThat(again.json().get("advice").asString()).isEqualTo("Choose another name.");
        assertThat(get(operatorToken, "sites/shop").json().get("address").asString())
                .isEqualTo("http://shop.localhost:8000");
    }

    @Test
    void aBadNameIsToldInASentence() throws Exception {
        var refused = call(operatorToken, "POST", "sites", "{\"name\":\"Shop\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("detail").asString()).contains("lower-case letters");
    }

    @Test
    void aGoodArchiveIsStoredAndWaitsForAMachine() throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"blog\"}");
        var archive = zip(Map.of("app.yaml", "runtime: python312\n", "main.py", "app = None\n"));
        var deployment = upload(operatorToken, "sites/blog/deployments?filename=blog.zip", archive);
        assertThat(deployment.status()).as(deployment.body()).isEqualTo(202);
        var json = deployment.json();
        assertThat(json.get("state").asString()).isEqualTo("RUNNING");
        assertThat(json.get("version").asString()).isEqualTo("v1");
        assertThat(json.get("steps").get(3).get("name").asString()).isEqualTo("build");
        assertThat(json.get("steps").get(3).get("state").asString()).isEqualTo("RUNNING");
        var cancelled = call(
                operatorToken,
                "DELETE",
                "sites/blog/deployments/" + json.get("id").asLong(),
                "");
        assertThat(cancelled.json().get("state").asString()).isEqualTo("CANCELLED");
        assertThat(get(operatorToken, "sites/blog/versions").json()).isEmpty();
    }

    @Test
    void aBrokenArchiveIsRefusedWithItsReasonAndLeavesNothing() throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"bad\"}");
        var archive = zip(Map.of("app.yaml", "runtime: cobol\n"));
        var refused = upload(operatorToken, "sites/bad/deployments?filename=bad.zip", archive)
                .json();
        assertThat(refused.get("state").asString()).isEqualTo("FAILED");
        assertThat(refused.get("failure").get("cause").asString())
                .isEqualTo("app.yaml line 1: there is no runtime \"cobol\"");
        assertThat(get(operatorToken, "sites/bad/versions").json()).isEmpty();
        try (var left = java.nio.file.Files.list(data().resolve("uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anOwnerChoosesThatQueriesNeedTheirIndexAndTheNodesLearnIt() throws Exception {
        call(operatorToken, "POST", "tenants", "{\"id\":\"careful\"}");
        call(operatorToken, "POST", "users", "{\"name\":\"cara\",\"tenant\":\"careful\"}");
        var cara = TokenFor.user(this, "cara");
        assertThat(call(cara, "POST", "sites", "{\"name\":\"indexed\"}")
                        .json()
                        .get("strictIndexes")
                        .asBoolean())
                .isFalse();
        assertThat(wantsIndexes("indexed")).isFalse();

        assertThat(call(cara, "PUT", "sites/indexed/indexes", "{}").status()).isEqualTo(400);
        for (int i = 0; i < 2; i++) {
            assertThat(call(cara, "PUT", "sites/indexed/indexes", "{\"strict\":true}")
                            .status())
                    .isEqualTo(204);
        }
        assertThat(get(cara, "sites/indexed").json().get("strictIndexes").asBoolean())
                .isTrue();
        assertThat(wantsIndexes("indexed")).isTrue();
        assertThat(get(operatorToken, "audit")
                        .json()
                        .valueStream()
                        .filter(entry -> entry.path("action").asString().equals("site.indexes")))
                .as("twice is once")
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.toString()).contains("cara", "indexed", "queries need their index"));

        call(cara, "PUT", "sites/indexed/indexes", "{\"strict\":false}");
        assertThat(wantsIndexes("indexed")).isFalse();
    }

    private boolean wantsIndexes(String site) {
        return desired.next().sites().stream()
                .filter(one -> one.name().value().equals(site))
                .findFirst()
                .orElseThrow()
                .strictIndexes();
    }

    @Test
    void aTenantSeesItsOwnSitesOnly() throws Exception {
        call(operatorToken, "POST", "tenants", "{\"id\":\"acme\"}");
        call(operatorToken, "POST", "users", "{\"name\":\"ana\",\"tenant\":\"acme\"}");
        call(operatorToken, "POST", "sites", "{\"name\":\"acme-site\",\"tenant\":\"acme\"}");
        call(operatorToken, "POST", "sites", "{\"name\":\"not-acme\"}");
        var ana = TokenFor.user(this, "ana");
        assertThat(get(ana, "sites").json()).hasSize(1);
        assertThat(get(ana, "sites/acme-site").status()).isEqualTo(200);
        assertThat(get(ana, "sites/not-acme").status()).isEqualTo(404);
        assertThat(get(ana, "sites/not-acme").body())
                .isEqualTo(get(ana, "sites/not-acme").body());
        assertThat(get(ana, "machines").status()).isEqualTo(403);
        assertThat(call(ana, "DELETE", "sites/not-acme", "").status()).isEqualTo(404);
        assertThat(get(operatorToken, "sites/not-acme").status()).isEqualTo(200);
    }

    static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
