package io.ironstead.bundle.descriptor;

import com.google.re2j.Pattern;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.w3c.dom.Element;

/**
 * {@code web.xml}'s constraints that the broker can keep: HTTPS only, and sign-in. Handlers are tried in order and the
 * first wins, so the narrowest pattern comes first and takes on what every wider one demands: HTTPS for all pages must
 * not open the administrators' pages, and the other way round.
 */
final class SecurityConstraints {

    private record Rule(String pattern, Secure secure, Login login) {}

    private SecurityConstraints() {}

    static List<Handler> handlers(Element webApp) {
        var rules = new ArrayList<Rule>();
        for (var constraint : Xml.children(webApp, "security-constraint")) {
            var secure = secure(constraint);
            var login = login(constraint);
            Xml.children(constraint, "web-resource-collection").stream()
                    .flatMap(collection -> Xml.children(collection, "url-pattern").stream())
                    .map(pattern -> pattern.getTextContent().strip())
                    .forEach(pattern -> rules.add(new Rule(pattern, secure, login)));
        }
        return rules.stream()
                .map(Rule::pattern)
                .distinct()
                .sorted(Comparator.comparingInt(SecurityConstraints::width).thenComparing(pattern -> -pattern.length()))
                .<Handler>map(pattern -> new Handler.Script(expression(pattern), "servlet", access(pattern, rules)))
                .toList();
    }

    private static Secure secure(Element constraint) {
        return Xml.child(constraint, "user-data-constraint")
                .flatMap(data -> Xml.text(data, "transport-guarantee"))
                .filter(guarantee -> !guarantee.equals("NONE"))
                .map(_ -> Secure.ALWAYS)
                .orElse(Secure.OPTIONAL);
    }

    private static Login login(Element constraint) {
        var roles = Xml.child(constraint, "auth-constraint")
                .map(auth -> Xml.children(auth, "role-name").stream()
                        .map(role -> role.getTextContent().strip())
                        .toList());
        if (roles.isEmpty()) {
            return Login.OPTIONAL;
        }
        return roles.get().contains("*") || roles.get().contains("**") ? Login.REQUIRED : Login.ADMIN;
    }

    private static Access access(String pattern, List<Rule> rules) {
        var secure = Secure.OPTIONAL;
        var login = Login.OPTIONAL;
        for (var rule : rules) {
            if (covers(rule.pattern(), pattern)) {
                secure = rule.secure() == Secure.ALWAYS ? Secure.ALWAYS : secure;
                login = login == Login.ADMIN || rule.login() == Login.OPTIONAL ? login : rule.login();
            }
        }
        return new Access(secure, login, 302);
    }

    /** True when every path that {@code narrow} takes is one that {@code wide} takes too. */
    private static boolean covers(String wide, String narrow) {
        if (wide.equals(narrow) || wide.equals("/") || wide.equals("/*")) {
            return true;
        }
        if (wide.endsWith("/*")) {
            var folder = wide.substring(0, wide.length() - 2);
            return narrow.equals(folder) || narrow.startsWith(folder + "/");
        }
        return wide.startsWith("*.") && !narrow.endsWith("/*") && narrow.endsWith(wide.substring(1));
    }

    /** As a servlet container chooses: a whole path, then the longest folder, then an ending, then everything. */
    private static int width(String pattern) {
        if (pattern.equals("/") || pattern.equals("/*")) {
            return 3;
        }
        return pattern.startsWith("*.") ? 2 : pattern.endsWith("/*") ? 1 : 0;
    }

    private static String expression(String pattern) {
        if (pattern.equals("/") || pattern.equals("/*")) {
            return ".*";
        }
        if (pattern.endsWith("/*")) {
            return Pattern.quote(pattern.substring(0, pattern.length() - 2)) + "(?:/.*)?";
        }
        return pattern.startsWith("*.") ? ".*" + Pattern.quote(pattern.substring(1)) : Pattern.quote(pattern);
    }
}
