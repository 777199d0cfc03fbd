package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import io.ironstead.console.certificates.Certificate;
import io.ironstead.console.certificates.CertificateService;
import io.ironstead.console.certificates.CertificateService.UploadResult;
import io.ironstead.console.security.Caller;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Page;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Times;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A site's certificates: what each is for and until when, and the place for the next one. */
final class CertificateSection extends Div {
    /** From then on a person should look: authorities give 90 days, and renew with 30 left. */
    private static final Duration SOON = Duration.ofDays(21);

    private final CertificateService certificates;
    private final Caller caller;
    private final SiteName site;
    private final Runnable changed;
    private final PemField chain = new PemField("Certificate and those that signed it", "CERTIFICATE");
    private final PemField key = new PemField("Its private key", "PRIVATE KEY");
    private final Div problem = new Div();

    /** @param changed runs after an upload or a deletion */
    CertificateSection(CertificateService certificates, Caller caller, SiteName site, Instant now, Runnable changed) {
        this.certificates = certificates;
        this.caller = caller;
        this.site = site;
        this.changed = changed;
        var list = certificates.list(caller, site);
        if (!list.isEmpty()) {
            var section = Page.section("Certificates");
            section.add(rows(list, now));
            add(section);
        }
        add(form());
    }

    /** How long it still lasts, in words with their sign. */
    static Part life(Certificate certificate, Instant now) {
        var until = certificate.validUntil();
        if (until.isBefore(now)) {
            return new Part.Sign(Icon.BAD, "expired " + Times.day(until, now), "bad");
        }
        if (until.isBefore(now.plus(SOON))) {
            long days = Duration.between(now, until).toDays();
            return new Part.Sign(Icon.WARN, days == 0 ? "ends today" : "ends in " + days + " d", "warn");
        }
        return new Part.Sign(Icon.CHECK, "until " + Times.date(until), "");
    }

    private Rows<Certificate> rows(List<Certificate> list, Instant now) {
        var rows = new Rows<Certificate>("Certificates", certificate -> Long.toString(certificate.id()))
                .one("Names", "", "key", certificate -> Part.say(String.join(", ", certificate.names())))
                .one(
                        "Serves",
                        "Serves",
                        "",
                        certificate -> certificate.domains().isEmpty()
                                ? new Part.Say("nothing at present", "", "m")
                                : Part.say(String.join(", ", certificate.domains())))
                .one("Signed by", "Signed by", "sub", certificate -> Part.say(certificate.issuer()))
                .one("Valid", "", "sub", certificate -> life(certificate, now))
                .column(
                        "",
                        "",
                        "acts main",
                        certificate -> List.of(
                                new Part.Do("Delete", certificate.names().getFirst(), () -> ask(certificate))));
        rows.show(list);
        return rows;
    }

    private Div form() {
        problem.setClassName("bad");
        problem.getElement().setAttribute("role", "alert");
        problem.setVisible(false);
        var fields = new Div(chain, key);
        fields.setClassName("pems");
        var section = Page.section("Upload a certificate");
        section.add(
                fields,
                problem,
                Act.plain(Icon.KEY, "Upload the certificate", this::upload),
                new Div(Words.small("It takes the place of what the domains it covers have now. The key goes to your"
                        + " machines and is never shown again.")));
        return new Div(section);
    }

    private void upload() {
        switch (certificates.upload(caller, site, chain.text(), key.text())) {
            case UploadResult.Stored(var stored) -> {
                chain.clear();
                key.clear();
                Toast.say("Visitors of " + String.join(", ", stored.domains()) + " get this certificate now.");
                changed.run();
            }
            case UploadResult.Refused(var cause, var advice) -> {
                problem.setText(cause + " " + advice);
                problem.setVisible(true);
            }
        }
    }

    private void ask(Certificate certificate) {
        var consequence = certificate.domains().isEmpty()
                ? "No domain uses it at present. To have it back, upload it again."
                : "Browsers will warn visitors of " + String.join(", ", certificate.domains())
                        + " by HTTPS, unless another one covers it. To have it back, upload it again.";
        Confirm.ask(
                "Delete the certificate of " + certificate.names().getFirst() + "?",
                consequence,
                "Delete the certificate",
                () -> {
                    certificates.delete(caller, site, certificate.id());
                    Toast.say("The certificate was deleted.");
                    changed.run();
                });
    }
}
