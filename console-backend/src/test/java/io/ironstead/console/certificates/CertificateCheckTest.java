package io.ironstead.console.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.certificates.CertificateCheck.Checked;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;

class CertificateCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration HOUR_AGO = Duration.ofHours(-1);
    private static final Duration LATER = Duration.ofDays(90);

    private final TestAuthority authority = new TestAuthority(NOW);
    private final TestAuthority.Issued shop = authority.issue("WWW.shop.example", "*.shop.example");

    private static Checked.Good good(Checked checked) {
        assertThat(checked).isInstanceOf(Checked.Good.class);
        return (Checked.Good) checked;
    }

    private static void refused(Checked checked, String cause) {
        assertThat(checked).isInstanceOfSatisfying(Checked.Bad.class, bad -> {
            assertThat(bad.cause()).contains(cause);
            assertThat(bad.advice()).isNotBlank();
        });
    }

    @Test
    void readsNamesIssuerAndLife() {
        var checked = good(CertificateCheck.check(shop.chainPem(), shop.keyPem(), NOW));
        assertThat(checked.names()).containsExactly("www.shop.example", "*.shop.example");
        assertThat(checked.issuer()).isEqualTo("Test Intermediate");
        assertThat(checked.validUntil()).isEqualTo(NOW.plus(LATER));
        assertThat(checked.fingerprint()).hasSize(64);
    }

    @Test
    void putsAChainInOrderWhateverOrderItCameIn() throws Exception {
        var backwards = authority.middlePem() + "some words between\n" + TestAuthority.pem(shop.leaf());
        var chain = good(CertificateCheck.check(backwards, shop.keyPem(), NOW)).chainPem();
        var read = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)));
        assertThat(read).hasSize(2);
        assertThat((X509Certificate) read.iterator().next()).isEqualTo(shop.leaf());
    }

    @Test
    void takesTheOlderFormsOfKeys() throws Exception {
        var rsa = TestAuthority.keys("RSA", 2048);
        var oldRsa = PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded()).parsePrivateKey();
        var curve = TestAuthority.keys("EC", 384);
        var info = PrivateKeyInfo.getInstance(curve.getPrivate().getEncoded());
        var oldCurve = new ECPrivateKey(
                384,
                ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                info.getPrivateKeyAlgorithm().getParameters());
        var older = Map.of(
                rsa,
                        TestAuthority.pem(
                                "RSA PRIVATE KEY", oldRsa.toASN1Primitive().getEncoded()),
                curve, TestAuthority.pem("EC PRIVATE KEY", oldCurve.getEncoded()));
        for (var keys : older.keySet()) {
            var issued = authority.issue(keys, HOUR_AGO, LATER, "shop.example");
            var checked = good(CertificateCheck.check(issued.chainPem(), older.get(keys), NOW));
            assertThat(checked.keyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
        }
    }

    @Test
    void refusesAnotherKey() {
        var other = authority.issue("www.shop.example");
        refused(CertificateCheck.check(shop.chainPem(), other.keyPem(), NOW), "does not belong");
        var bigger = TestAuthority.keys("EC", 521);
        refused(
                CertificateCheck.check(shop.chainPem(), TestAuthority.pem(bigger.getPrivate()), NOW),
                "does not belong");
        var rsa = TestAuthority.keys("RSA", 2048);
        refused(CertificateCheck.check(shop.chainPem(), TestAuthority.pem(rsa.getPrivate()), NOW), "does not belong");
    }

    @Test
    void refusesWhatIsOverOrNotYet() {
        var keys = TestAuthority.keys("EC", 256);
        var issued = authority.issue(keys, HOUR_AGO, LATER, "shop.example");
        good(CertificateCheck.check(issued.chainPem(), issued.keyPem(), NOW.plus(LATER)));
        refused(
                CertificateCheck.check(
                        issued.chainPem(), issued.keyPem(), NOW.plus(LATER).plusSeconds(1)),
                "expired");
        good(CertificateCheck.check(issued.chainPem(), issued.keyPem(), NOW.plus(HOUR_AGO)));
        refused(
                CertificateCheck.check(
                        issued.chainPem(), issued.keyPem(), NOW.plus(HOUR_AGO).minusSeconds(1)),
                "valid from");
    }

    @Test
    void refusesWhatBrowsersWouldNotTake() {
        var small = authority.issue(TestAuthority.keys("RSA", 1024), HOUR_AGO, LATER, "shop.example");
        refused(CertificateCheck.check(small.chainPem(), small.keyPem(), NOW), "kind or size");
        var nameless = authority.issue(TestAuthority.keys("EC", 256), HOUR_AGO, LATER);
        refused(CertificateCheck.check(nameless.chainPem(), nameless.keyPem(), NOW), "names no host");
        var client = authority.issueForClients("shop.example");
        refused(CertificateCheck.check(client.chainPem(), client.keyPem(), NOW), "not meant for servers");
        var curve = authority.issue(TestAuthority.keys("Ed25519", 255), HOUR_AGO, LATER, "shop.example");
        refused(CertificateCheck.check(curve.chainPem(), curve.keyPem(), NOW), "kind or size");
    }

    @Test
    void refusesACertificateOfAnotherChain() {
        var other = new TestAuthority(NOW);
        refused(
                CertificateCheck.check(shop.chainPem() + other.middlePem(), shop.keyPem(), NOW),
                "does not belong to this chain");
    }

    @Test
    void refusesALockedKeyAndSaysHowToUnlockIt() throws Exception {
        var locked = new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2), new byte[64]);
        var text = TestAuthority.pem("ENCRYPTED PRIVATE KEY", locked.getEncoded());
        refused(CertificateCheck.check(shop.chainPem(), text, NOW), "locked with a password");
    }

    @Test
    void refusesNonsense() {
        refused(CertificateCheck.check("", shop.keyPem(), NOW), "no certificate");
        refused(CertificateCheck.check(shop.chainPem(), "", NOW), "no private key");
        refused(CertificateCheck.check(shop.keyPem(), shop.keyPem(), NOW), "no certificate");
        refused(CertificateCheck.check(shop.chainPem(), shop.chainPem(), NOW), "no private key");
        var broken = shop.chainPem().replaceFirst("MII", "AAA");
        refused(CertificateCheck.check(broken, shop.keyPem(), NOW), "cannot be read");
        var brokenKey = TestAuthority.pem("PRIVATE KEY", new byte[] {1, 2, 3});
        refused(CertificateCheck.check(shop.chainPem(), brokenKey, NOW), "key cannot be read");
        refused(CertificateCheck.check(shop.chainPem().repeat(100), shop.keyPem(), NOW), "64 KiB");
        refused(CertificateCheck.check(authority.middlePem().repeat(11), shop.keyPem(), NOW), "10 certificates");
    }

    @Test
    void aStarStandsForOneLabel() {
        var names = java.util.List.of("*.shop.example");
        assertThat(Certificate.covers(names, "www.shop.example")).isTrue();
        assertThat(Certificate.covers(names, "shop.example")).isFalse();
        assertThat(Certificate.covers(names, "a.b.shop.example")).isFalse();
        assertThat(Certificate.covers(names, "www.shop.example.evil")).isFalse();
    }
}
