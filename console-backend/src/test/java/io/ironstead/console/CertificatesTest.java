package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.certificates.TestAuthority;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.SiteCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificatesTest extends ConsoleTest {
    private final TestAuthority authority = new TestAuthority(now());

    private static Instant now() {
        return java.time.InstantSource.system().instant();
    }

    private Answer put(String site, TestAuthority.Issued issued) throws Exception {
        return call(
                operatorToken,
                "POST",
                "sites/" + site + "/certificates",
                JSON.writeValueAsString(Map.of("chain", issued.chainPem(), "key", issued.keyPem())));
    }

    private void siteWith(String site, String... domains) throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"" + site + "\"}");
        call(
                operatorToken,
                "PUT",
                "sites/" + site + "/domains",
                JSON.writeValueAsString(Map.of("domains", List.of(domains))));
    }

    private List<SiteCertificate> told(FakeMachine machine, String site) throws Exception {
        return machine.stateWith(new SiteName(site)).sites().stream()
                .filter(desired -> desired.name().value().equals(site))
                .findFirst()
                .orElseThrow()
                .certificates();
    }

    @Test
    void whatIsUploadedReachesTheNodesAndNobodyElse() throws Exception {
        siteWith("tls-shop", "www.tls-shop.example", "tls-shop.example");
        var issued = authority.issue("www.tls-shop.example", "elsewhere.example");
        var stored = put("tls-shop", issued);
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        assertThat(stored.json().get("domains").toString()).isEqualTo("[\"www.tls-shop.example\"]");
        assertThat(stored.json().get("issuer").asString()).isEqualTo("Test Intermediate");

        try (var machine = FakeMachine.join(joinToken(), "tls-node").connect()) {
            var told = told(machine, "tls-shop");
            assertThat(told).hasSize(1);
            assertThat(told.getFirst().domain()).isEqualTo("www.tls-shop.example");
            assertThat(told.getFirst().keyPem()).isEqualTo(issued.keyPem());
            assertThat(told.getFirst().chainPem()).isEqualToNormalizingNewlines(issued.chainPem());
        }

        var secret = issued.keyPem().lines().skip(1).findFirst().orElseThrow();
        for (var path : List.of("sites/tls-shop/certificates", "sites/tls-shop", "audit", "sites/tls-shop/events")) {
            assertThat(get(operatorToken, path).body()).as(path).doesNotContain(secret);
        }
        assertThat(get(operatorToken, "audit").body()).contains("certificate.upload");
        for (var file : List.of("console.mv.db", "vault.key")) {
            assertThat(new String(Files.readAllBytes(data().resolve(file)), StandardCharsets.ISO_8859_1))
                    .as(file)
                    .doesNotContain(secret);
        }
        assertThat(Files.getPosixFilePermissions(data().resolve("vault.key"))).hasSize(2);
    }

    @Test
    void aNewerOneReplacesAnOlderAndDeletingTakesItAway() throws Exception {
        siteWith("tls-new", "a.tls-new.example", "b.tls-new.example");
        put("tls-new", authority.issue("*.tls-new.example"));
        var second = put("tls-new", authority.issue("a.tls-new.example")).json();
        var both = get(operatorToken, "sites/tls-new/certificates").json();
        assertThat(both).hasSize(2);
        assertThat(both.get(0).get("domains").toString()).isEqualTo("[\"a.tls-new.example\"]");
        assertThat(both.get(1).get("domains").toString()).isEqualTo("[\"b.tls-new.example\"]");

        var third = put("tls-new", authority.issue("a.tls-new.example")).json();
        var renewed = get(operatorToken, "sites/tls-new/certificates").json();
        assertThat(renewed).hasSize(2);
        assertThat(renewed.get(0).get("id")).isEqualTo(third.get("id")).isNotEqualTo(second.get("id"));

        try (var machine = FakeMachine.join(joinToken(), "tls-renew").connect()) {
            assertThat(told(machine, "tls-new"))
                    .extracting(SiteCertificate::domain)
                    .containsExactly("a.tls-new.example", "b.tls-new.example");
            for (var one : renewed) {
                assertThat(call(operatorToken, "DELETE", "sites/tls-new/certificates/" + one.get("id"), "")
                                .status())
                        .isEqualTo(204);
            }
            Waiting.until(() -> told(machine, "tls-new").isEmpty());
        }
    }

    @Test
    void isRefusedWithItsReason() throws Exception {
        siteWith("tls-bad", "www.tls-bad.example");
        var foreign = put("tls-bad", authority.issue("www.else.example"));
        assertThat(foreign.status()).isEqualTo(409);
        assertThat(foreign.isProblem()).isTrue();
        assertThat(foreign.json().get("detail").asString())
                .isEqualTo("The certificate is for www.else.example, and none of that is a domain of this site.");
        var nonsense =
                call(operatorToken, "POST", "sites/tls-bad/certificates", "{\"chain\":\"what\",\"key\":\"is this\"}");
        assertThat(nonsense.status()).isEqualTo(409);
        assertThat(call(operatorToken, "POST", "sites/tls-bad/certificates", "{\"chain\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(get(operatorToken, "sites/tls-bad/certificates").json()).isEmpty();
    }

    @Test
    void oneTenantCannotDeleteAnothers() throws Exception {
        siteWith("tls-own", "www.tls-own.example");
        siteWith("tls-foe", "www.tls-foe.example");
        var id = put("tls-own", authority.issue("www.tls-own.example")).json().get("id");
        assertThat(call(operatorToken, "DELETE", "sites/tls-foe/certificates/" + id, "")
                        .status())
                .isEqualTo(404);
        assertThat(get(operatorToken, "sites/tls-own/certificates").json()).hasSize(1);
    }
}
