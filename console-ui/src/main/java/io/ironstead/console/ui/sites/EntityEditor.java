package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Confirm;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.model.SiteName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One entity: its key, its properties to change, and its deletion. */
final class EntityEditor {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final EntityDesk entities;
    private final ObjectNode entity;
    private final boolean fresh;
    private final Runnable changed;
    private final Dialog dialog = new Dialog();
    private final Div lines = new Div();
    private final List<Line> properties = new ArrayList<>();
    private final TextField kind = new TextField("Kind");
    private final TextField name = new TextField("Name");

    EntityEditor(EntityDesk entities, JsonNode entity, Runnable changed) {
        this(entities, (ObjectNode) entity.deepCopy(), false, changed);
    }

    private EntityEditor(EntityDesk entities, ObjectNode entity, boolean fresh, Runnable changed) {
        this.entities = entities;
        this.entity = entity;
        this.fresh = fresh;
        this.changed = changed;
    }

    /** An editor of an entity that is not there yet. */
    static EntityEditor fresh(
            EntityDesk entities, SiteName site, String namespace, @Nullable String kind, Runnable changed) {
        var entity = JSON.createObjectNode();
        var key = entity.putObject("key");
        var partition = key.putObject("partitionId").put("projectId", site.value());
        if (!namespace.isEmpty()) {
            partition.put("namespaceId", namespace);
        }
        key.putArray("path").addObject().put("kind", kind == null ? "" : kind);
        entity.putObject("properties");
        return new EntityEditor(entities, entity, true, changed);
    }

    void open() {
        dialog.setHeaderTitle(fresh ? "New entity" : EntityValues.path(entity.path("key")));
        dialog.addClassName("wide");
        var body = new Div();
        body.setClassName("form entity");
        if (fresh) {
            kind.setValue(entity.at("/key/path/0/kind").asString(""));
            name.setPlaceholder("empty: a number is chosen");
            var line = new Div(kind, name);
            line.setClassName("line");
            body.add(line);
        }
        // Cloud Datastore's JSON has them in no order.
        entity.path("properties").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(property -> addLine(property.getKey(), property.getValue()));
        if (properties.isEmpty()) {
            addLine("", null);
        }
        body.add(lines, Act.bare(Icon.PLUS, "Add a property", () -> addLine("", null)));
        dialog.add(body);
        if (!fresh) {
            dialog.getFooter().add(Act.danger(null, "Delete…", this::delete));
        }
        dialog.getFooter().add(Act.plain(null, "Cancel", dialog::close), Act.main(null, "Save", this::save));
        dialog.open();
    }

    private void addLine(String property, @Nullable JsonNode value) {
        var line = new Line(property, value);
        properties.add(line);
        lines.add(line);
    }

    /** One property. */
    private final class Line extends Div {
        private final @Nullable JsonNode before;
        private final TextField property = new TextField("Property");
        private final Select<EntityValues.Type> type = new Select<>();
        private final TextArea value = new TextArea("Value");
        private final Checkbox indexed = new Checkbox("Indexed");

        Line(String name, @Nullable JsonNode before) {
            this.before = before;
            setClassName("property");
            property.setValue(name);
            property.setMaxLength(1_500);
            type.setLabel("Type");
            type.setItems(EntityValues.Type.values());
            type.setItemLabelGenerator(EntityValues.Type::title);
            type.setValue(before == null ? EntityValues.Type.TEXT : EntityValues.type(before));
            type.addValueChangeListener(
                    change -> value.setPlaceholder(change.getValue().example()));
            value.addClassName("exact");
            value.setMinRows(1);
            value.setMaxRows(8);
            value.setPlaceholder(type.getValue().example());
            value.setValue(before == null ? "" : EntityValues.editable(before));
            indexed.setValue(
                    before == null || !before.path("excludeFromIndexes").asBoolean(false));
            var drop = Act.bare(Icon.CLOSE, "", () -> {
                properties.remove(this);
                lines.remove(this);
            });
            drop.setAriaLabel(name.isEmpty() ? "Remove this property" : "Remove " + name);
            add(property, type, value, indexed, drop);
        }

        /** The value as typed; empty, with the reason shown in place, when it cannot be one. */
        Optional<JsonNode> read() {
            try {
                value.setInvalid(false);
                return Optional.of(EntityValues.parse(type.getValue(), value.getValue(), indexed.getValue(), before));
            } catch (IllegalArgumentException wrong) {
                value.setInvalid(true);
                value.setErrorMessage(wrong.getMessage());
                return Optional.empty();
            }
        }
    }

    private void save() {
        var written = JSON.createObjectNode();
        var names = new LinkedHashSet<String>();
        boolean sound = true;
        for (Line line : properties) {
            var property = line.property.getValue();
            if (property.isEmpty() && line.value.isEmpty() && properties.size() == 1) {
                continue;
            }
            var wrong =
                    property.isEmpty() ? "Give it a name." : names.add(property) ? "" : "There are two of this name.";
            line.property.setInvalid(!wrong.isEmpty());
            line.property.setErrorMessage(wrong);
            var value = line.read();
            sound &= wrong.isEmpty() && value.isPresent();
            value.ifPresent(json -> written.set(property, json));
        }
        if (!sound || (fresh && !readKey())) {
            return;
        }
        entity.set("properties", written);
        try {
            entities.save(entity, fresh);
        } catch (EntityDesk.Sentence refused) {
            Toast.alert(refused.getMessage());
            return;
        }
        dialog.close();
        Toast.say("Saved.");
        changed.run();
    }

    private boolean readKey() {
        kind.setInvalid(kind.getValue().isBlank());
        kind.setErrorMessage("An entity has a kind.");
        var element = (ObjectNode) entity.at("/key/path/0");
        element.put("kind", kind.getValue().strip());
        element.remove("name");
        if (!name.getValue().isEmpty()) {
            element.put("name", name.getValue());
        }
        return !kind.isInvalid();
    }

    private void delete() {
        Confirm.ask(
                "Delete " + EntityValues.path(entity.path("key")) + "?",
                "It is gone for the site's programs at once, and cannot be brought back but from an export.",
                "Delete the entity",
                () -> {
                    try {
                        entities.delete(List.of(entity.path("key")));
                    } catch (EntityDesk.Sentence refused) {
                        Toast.alert(refused.getMessage());
                        return;
                    }
                    dialog.close();
                    Toast.say("Deleted.");
                    changed.run();
                });
    }
}
