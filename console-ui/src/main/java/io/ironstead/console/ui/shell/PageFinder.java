package io.ironstead.console.ui.shell;

import com.vaadin.flow.server.menu.MenuConfiguration;
import io.ironstead.console.ui.kit.Findable;
import io.ironstead.console.ui.kit.Icon;
import java.util.List;
import java.util.Locale;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Finds the pages of the menu, after everything else. */
@Component
@Order
class PageFinder implements Findable {

    @Override
    public List<Found> find(String typed, int most) {
        return MenuConfiguration.getMenuEntries().stream()
                .filter(entry -> entry.title().toLowerCase(Locale.ROOT).contains(typed))
                .limit(most)
                .map(entry -> new Found(
                        Icon.valueOf(entry.icon().toUpperCase(Locale.ROOT)),
                        entry.title(),
                        "page",
                        entry.path().replaceFirst("^/", "")))
                .toList();
    }
}
