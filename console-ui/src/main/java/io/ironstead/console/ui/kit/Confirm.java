package io.ironstead.console.ui.kit;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;

/** Asks before what cannot be undone. It says what will happen, counted, and may want the name typed. */
public final class Confirm {
    private Confirm() {}

    /** Asks with a button that says what it does. */
    public static void ask(String question, String consequence, String doIt, Runnable run) {
        open(question, consequence, doIt, "", run);
    }

    /** As {@link #ask}, but the button works only once {@code name} is typed. */
    public static void typing(String question, String consequence, String doIt, String name, Runnable run) {
        open(question, consequence, doIt, name, run);
    }

    private static void open(String question, String consequence, String doIt, String name, Runnable run) {
        var dialog = new Dialog(question);
        var go = Act.danger(null, doIt, () -> {
            dialog.close();
            run.run();
        });
        var body = new Div(new Paragraph(consequence));
        body.setClassName("form");
        if (!name.isEmpty()) {
            var field = new TextField("Type " + name + " to go on");
            field.setValueChangeMode(ValueChangeMode.EAGER);
            field.setAutofocus(true);
            field.addValueChangeListener(
                    typed -> go.setEnabled(typed.getValue().strip().equals(name)));
            go.setEnabled(false);
            body.add(field);
        }
        dialog.add(body);
        dialog.getFooter().add(Act.plain(null, "Keep it", dialog::close), go);
        dialog.open();
    }
}
