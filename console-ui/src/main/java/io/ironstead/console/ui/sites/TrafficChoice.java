package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import io.ironstead.console.ui.kit.Words;

/** What traffic a new version gets once it is warm. Read from the thread of an upload too. */
final class TrafficChoice extends Div {
    private static final int ALL = 1000;
    private static final int SOME = 100;

    private volatile int permille = ALL;

    TrafficChoice() {
        var choice = new RadioButtonGroup<Integer>("Traffic for the new version");
        choice.setItems(ALL, SOME, 0);
        choice.setItemLabelGenerator(share -> switch (share) {
            case ALL -> "All";
            case SOME -> "10 %, the others keep 90 %";
            default -> "None, only its own address";
        });
        choice.setValue(ALL);
        choice.addThemeName("vertical");
        choice.addValueChangeListener(chosen -> permille = chosen.getValue());
        add(choice, new Div(Words.small("Only once an instance has answered.")));
    }

    int permille() {
        return permille;
    }
}
