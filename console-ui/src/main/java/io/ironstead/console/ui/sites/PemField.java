package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextArea;
import io.ironstead.console.ui.kit.Act;

/** A place for PEM text: pasted, chosen as a file, or dropped. The file is read by the browser; its name stays there. */
final class PemField extends Div {
    private static final int LENGTH_MAX = 64 * 1024;

    private final TextArea area;

    PemField(String label, String begins) {
        area = new TextArea(label);
        area.setPlaceholder("-----BEGIN " + begins + "-----");
        area.setMinRows(4);
        area.setMaxRows(8);
        area.setClassName("pem");
        area.getElement()
                .setAttribute("autocomplete", "off")
                .setAttribute("autocapitalize", "off")
                .setAttribute("spellcheck", "false");
        var choose = Act.bare(null, "Choose a file", () -> {}).styled("take");
        choose.setAriaLabel("Choose a file for: " + label);
        add(area, choose);
        setClassName("pemfield");
        getElement().executeJs("""
                        const area = this.querySelector('vaadin-text-area');
                        const take = async file => {
                          if (!file) return;
                          area.value = (await file.slice(0, $0).text());
                          area.dispatchEvent(new Event('change', {bubbles: true}));
                        };
                        const picker = document.createElement('input');
                        picker.type = 'file';
                        picker.addEventListener('change', () => { take(picker.files[0]); picker.value = ''; });
                        this.querySelector('.take').addEventListener('click', () => picker.click());
                        this.addEventListener('dragover', over => over.preventDefault());
                        this.addEventListener('drop', drop => {
                          if (drop.dataTransfer.files.length) { drop.preventDefault(); take(drop.dataTransfer.files[0]); }
                        });""", LENGTH_MAX + 1);
    }

    String text() {
        return area.getValue();
    }

    void clear() {
        area.clear();
        area.setInvalid(false);
    }
}
