package io.ironstead.console.ui.shell;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Inline;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.component.page.TargetElement;
import com.vaadin.flow.component.page.Viewport;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.shared.ui.Transport;
import com.vaadin.flow.theme.aura.Aura;

/** The document around all views: styles, push, and the colour scheme before the first paint. */
@Push(transport = Transport.WEBSOCKET_XHR)
@Viewport("width=device-width, initial-scale=1, viewport-fit=cover")
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("context://console-theme/styles.css")
@StyleSheet("context://console-theme/vaadin.css")
@StyleSheet("context://console-theme/sheet.css")
@StyleSheet("context://console-theme/parts.css")
@StyleSheet("context://console-theme/narrow.css")
public class ConsoleShell implements AppShellConfigurator {
    private static final String SCHEME = "try{const s=localStorage.getItem('scheme');"
            + "if(s==='light'||s==='dark')document.documentElement.dataset.scheme=s}catch{}"
            + "document.documentElement.lang='en'";
    private static final String ANVIL =
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E"
                    + "%3Cpath fill='%230e7490' d='M2 5h12.5c0 2.800 1.300 3.500 3.500 3.500v1.500c-3.500 0-5.500 1-5.500 2.500H8"
                    + "C8 9.500 5.500 9 2 8zM6 14h8.500v2H6z'/%3E%3C/svg%3E";

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.addInlineWithContents(TargetElement.HEAD, Inline.Position.PREPEND, SCHEME, Inline.Wrapping.JAVASCRIPT);
        settings.addLink("icon", ANVIL);
        settings.addMetaTag("color-scheme", "light dark");
    }
}
