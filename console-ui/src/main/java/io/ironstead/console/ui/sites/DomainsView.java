package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import io.ironstead.console.certificates.Certificate;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The host names that lead to this site. */
@Route("sites/:site/domains")
@PermitAll
class DomainsView extends SitePage {

    DomainsView(SiteDesk desk) {
        super(desk, Tab.DOMAINS);
    }

    @Override
    void build(Site opened) {
        var now = now();
        var certificates = desk().certificates().list(caller(), opened.name());
        var list = section("Domains");
        var rows = new Rows<String>("Domains", domain -> domain)
                .one("Name", "", "key", domain -> new Part.Out(domain, "http://" + domain))
                .one(
                        "",
                        "",
                        "sub",
                        domain -> new Part.Say(
                                domain.equals(platformName(opened)) ? "from the platform, always there" : "yours",
                                "",
                                "m"))
                .one("HTTPS", "HTTPS", "", domain -> https(certificates, domain, now))
                .column(
                        "",
                        "",
                        "acts main",
                        domain -> domain.equals(platformName(opened))
                                ? List.of()
                                : List.of(new Part.Do("Remove", domain, () -> remove(domain))));
        var all = new ArrayList<String>();
        all.add(platformName(opened));
        all.addAll(opened.domains());
        rows.show(all);
        list.add(rows);
        var more = section("Add a domain");
        var field = new TextField("Domain");
        field.setPlaceholder("shop.example.com");
        field.setMaxLength(253);
        field.addKeyPressListener(Key.ENTER, pressed -> addDomain(field));
        var row = new Div(field, Act.main(Icon.PLUS, "Add", () -> addDomain(field)));
        row.setClassName("line");
        more.add(
                row,
                new Div(Words.small("Let the name point to your machines (an A or AAAA record for each, or a CNAME);"
                        + " the site answers as soon as it does.")));
        put(list, more, new CertificateSection(desk().certificates(), caller(), opened.name(), now, this::again));
    }

    private static Part https(List<Certificate> certificates, String domain, Instant now) {
        var host = domain.replaceFirst(":.*", "");
        return certificates.stream()
                .filter(certificate -> certificate.domains().contains(host))
                .findFirst()
                .map(certificate -> CertificateSection.life(certificate, now))
                .orElse(new Part.Say("no certificate", "", "m"));
    }

    private static String platformName(Site site) {
        return site.address().getAuthority();
    }

    private void addDomain(TextField field) {
        var wanted = new ArrayList<>(site().domains());
        wanted.add(field.getValue());
        try {
            desk().sites().setDomains(caller(), site().name(), wanted);
        } catch (RefusedException refused) {
            field.setInvalid(true);
            field.setErrorMessage(refused.getMessage() + " " + refused.advice());
            return;
        }
        again();
    }

    private void remove(String domain) {
        var left = new ArrayList<>(site().domains());
        left.remove(domain);
        desk().sites().setDomains(caller(), site().name(), left);
        Toast.say(domain + " does not lead here any more.");
        again();
    }
}
