package io.ironstead.console.ui.shell;

import io.ironstead.console.ConsoleSettings;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Where people reach the console by HTTPS, its cookie is one that no other host can set, and that never travels bare:
 * sites live below the same domain, perhaps, and their programs are other people's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3.2">The "__Host-" prefix</a>
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class SessionCookie implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {
    private final ConsoleSettings settings;

    SessionCookie(ConsoleSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory server) {
        if ("https".equalsIgnoreCase(settings.publicAddress().getScheme())) {
            var cookie = server.getSettings().getSession().getCookie();
            cookie.setName("__Host-" + cookie.getName());
            cookie.setSecure(true);
            cookie.setPath("/");
        }
    }
}
