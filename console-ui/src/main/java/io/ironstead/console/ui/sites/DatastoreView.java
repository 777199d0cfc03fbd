package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.UploadHandler;
import io.ironstead.console.datastore.DatastoreService;
import io.ironstead.console.datastore.EntityTransfer;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Quantity;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the site's programs have stored: looked at by kind or by query, changed, exported and imported. */
@Route("sites/:site/datastore")
@PermitAll
class DatastoreView extends SitePage {
    private static final String DEFAULT_NAMESPACE = "(default)";

    private final DatastoreService datastore;
    private final EntityTransfer transfer;
    private final Select<String> namespace = new Select<>();
    private final Select<String> kind = new Select<>();
    private final TextField gql = new TextField("Query");
    private final Div found = new Div();
    private final List<ObjectNode> pages = new ArrayList<>();
    private EntityDesk entities;

    DatastoreView(SiteDesk desk, DatastoreService datastore, EntityTransfer transfer) {
        super(desk, Tab.DATASTORE);
        this.datastore = datastore;
        this.transfer = transfer;
        // Replaced as soon as the site is known.
        this.entities = new EntityDesk(datastore, this::caller, new io.ironstead.model.SiteName("unknown"));
    }

    @Override
    void build(Site opened) {
        entities = new EntityDesk(datastore, this::caller, opened.name());
        var browse = section(
                "Entities", Words.row("w", exportLink(opened), Act.plain(Icon.PLUS, "New entity", this::create)));
        found.setClassName("entities");
        browse.add(question(), found);
        put(browse, indexes(), importing(opened));
        refresh();
    }

    private Div question() {
        namespace.setLabel("Namespace");
        namespace.setItemLabelGenerator(name -> name.isEmpty() ? DEFAULT_NAMESPACE : name);
        namespace.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                fillKinds();
            }
        });
        kind.setLabel("Kind");
        kind.addValueChangeListener(change -> {
            if (change.isFromClient() && change.getValue() != null) {
                gql.setValue("");
                start(entities.browse(namespace.getValue(), change.getValue()));
            }
        });
        gql.setPlaceholder("SELECT * FROM Item WHERE price > 5 ORDER BY price LIMIT 25");
        gql.setMaxLength(5_000);
        gql.setWidthFull();
        gql.addKeyPressListener(Key.ENTER, pressed -> ask());
        var run = Act.main(null, "Run", this::ask);
        var again = Act.plain(null, "Refresh", this::refresh);
        var line = new Div(namespace, kind, gql, Words.row("w", run, again));
        line.setClassName("ask");
        return line;
    }

    private void refresh() {
        attempt(() -> {
            var names = entities.namespaces();
            var chosen = namespace.getValue();
            namespace.setItems(names.isEmpty() ? List.of("") : names);
            namespace.setValue(
                    chosen != null && names.contains(chosen) ? chosen : names.isEmpty() ? "" : names.getFirst());
            namespace.setVisible(names.size() > 1);
            fillKinds();
        });
    }

    private void fillKinds() {
        attempt(() -> {
            var kinds = entities.kinds(namespace.getValue());
            var chosen = kind.getValue();
            kind.setItems(kinds);
            if (kinds.isEmpty()) {
                showEmpty();
                return;
            }
            kind.setValue(chosen != null && kinds.contains(chosen) ? chosen : kinds.getFirst());
            if (gql.isEmpty()) {
                start(entities.browse(namespace.getValue(), kind.getValue()));
            } else {
                ask();
            }
        });
    }

    private void ask() {
        if (gql.getValue().isBlank()) {
            refresh();
            return;
        }
        start(entities.gql(namespace.getValue(), gql.getValue().strip()));
    }

    private void start(ObjectNode request) {
        pages.clear();
        pages.add(request);
        load();
    }

    private void load() {
        gql.setInvalid(false);
        try {
            show(entities.run(pages.getLast()));
        } catch (EntityDesk.Sentence refused) {
            if (gql.isEmpty()) {
                showRefusal(refused.getMessage());
            } else {
                gql.setInvalid(true);
                gql.setErrorMessage(refused.getMessage());
            }
        }
    }

    private void show(EntityDesk.Page page) {
        found.removeAll();
        if (page.entities().isEmpty()) {
            found.add(empty("Nothing matches", "No entity of this site is what you asked for."));
        } else {
            found.add(table(page.entities()));
        }
        var first = (pages.size() - 1) * EntityDesk.PAGE + 1;
        var place = Words.small(
                page.entities().isEmpty()
                        ? ""
                        : first + " to " + (first + page.entities().size() - 1));
        var back = Act.plain(null, "Previous", () -> {
            pages.removeLast();
            load();
        });
        back.setEnabled(pages.size() > 1);
        var next = Act.plain(null, "Next", () -> {
            pages.add(page.next());
            load();
        });
        next.setEnabled(page.more());
        if (pages.size() > 1 || page.more()) {
            var foot = new Div(place, back, next);
            foot.setClassName("line pages");
            found.add(foot);
        }
    }

    private void showEmpty() {
        found.removeAll();
        found.add(empty(
                "Nothing is stored yet",
                "Programs of this site store entities with App Engine's ndb or DatastoreService, or with Google's Cloud"
                        + " Datastore clients, unchanged. What they store is here at once."));
    }

    private void showRefusal(String sentence) {
        found.removeAll();
        found.add(empty("The datastore cannot be read", sentence, Act.plain(null, "Try again", this::refresh)));
    }

    private Rows<JsonNode> table(List<JsonNode> shown) {
        var rows = new Rows<JsonNode>("Entities", entity -> entity.path("key").toString())
                .one(
                        "Key",
                        "",
                        "key",
                        entity -> new Part.Open(
                                EntityValues.path(entity.path("key")),
                                entity.path("key").toString(),
                                () -> open(entity)));
        var names = shown.stream()
                .flatMap(entity -> entity.path("properties").propertyNames().stream())
                .distinct()
                .sorted()
                .limit(6)
                .toList();
        for (String name : names) {
            rows.one(
                    name,
                    name,
                    "sub",
                    entity -> new Part.Say(
                            cut(EntityValues.line(entity.path("properties").get(name))), "", ""));
        }
        rows.show(shown);
        return rows;
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    private void open(JsonNode entity) {
        new EntityEditor(entities, entity, this::load).open();
    }

    private void create() {
        EntityEditor.fresh(entities, site().name(), namespaceOr(), kind.getValue(), this::refresh)
                .open();
    }

    private String namespaceOr() {
        return namespace.getValue() == null ? "" : namespace.getValue();
    }

    private Section indexes() {
        var section = section("Composite indexes", Words.small("from index.yaml of the site's versions"));
        attempt(() -> {
            var list = entities.indexes();
            var missing = entities.missingIndexes();
            if (list.isEmpty() && missing.isEmpty()) {
                section.add(new Div(Words.quiet(
                        "None is declared. Every query is served without; a composite index makes those fast that filter"
                                + " and sort by several properties.")));
                return;
            }
            var rows = new Rows<JsonNode>(
                            "Composite indexes", index -> index.path("id").asString())
                    .one("Kind", "", "key", index -> Part.say(index.path("kind").asString()))
                    .one("Properties", "", "main", index -> Part.say(columns(index)))
                    .one("State", "", "sub", index -> Part.say(stateOf(index)));
            if (!list.isEmpty()) {
                rows.show(list);
                section.add(rows);
            }
            if (!missing.isEmpty()) {
                section.add(missing(missing));
            }
        });
        return section;
    }

    private static Div missing(List<JsonNode> missing) {
        var rows = new Rows<JsonNode>("Missing indexes", JsonNode::toString)
                .one("Kind", "", "key", index -> Part.say(index.path("kind").asString()))
                .one("Properties", "", "main", index -> Part.say(columns(index)));
        rows.show(missing);
        String yaml = missing.stream()
                .map(index -> index.path("yaml").asString(""))
                .collect(Collectors.joining("\n", "indexes:\n\n", ""));
        var head = new Div(
                Words.quiet(
                        "Recent queries had to sort for want of these. Add them to the site's index.yaml and deploy:"
                                + " they are built in the background."),
                Act.copy("Copy for index.yaml", yaml, "btn"));
        head.setClassName("advice");
        var block = new Div(head, rows);
        block.setClassName("missing");
        return block;
    }

    private static String stateOf(JsonNode index) {
        return switch (index.path("state").asString("")) {
            case "building" -> "being built";
            case "unused" -> "no version asks for it";
            default -> "ready";
        };
    }

    private static String columns(JsonNode index) {
        return (index.path("ancestor").asBoolean(false) ? "ancestor, " : "")
                + index.path("properties")
                        .valueStream()
                        .map(column -> column.path("name").asString()
                                + (column.path("direction").asString("").equals("desc") ? " descending" : ""))
                        .collect(Collectors.joining(", "));
    }

    private Anchor exportLink(Site opened) {
        DownloadHandler handler = event -> {
            event.setFileName(opened.name() + ".entities.ndjson");
            event.setContentType("application/x-ndjson");
            try {
                transfer.export(caller(), opened.name()).writeTo(event.getOutputStream());
            } catch (RefusedException refused) {
                event.getResponse().sendError(503, refused.getMessage());
            }
        };
        var link = new Anchor(handler, "Export");
        link.setClassName("btn");
        return link;
    }

    private Section importing(Site opened) {
        var upload = new Upload((UploadHandler) event -> {
            try (var file = event.getInputStream()) {
                long count = transfer.load(caller(), opened.name(), file);
                tell(() -> {
                    Toast.say(Quantity.plural(count, "entity").replace("entitys", "entities") + " imported.");
                    refresh();
                });
            } catch (RefusedException refused) {
                tell(() -> Toast.alert(refused.getMessage() + " " + refused.advice()));
            }
        });
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAcceptedFileExtensions(".ndjson");
        upload.getElement().setAttribute("aria-label", "Exported entities");
        upload.setUploadButton(Act.plain(Icon.UP, "Choose a file", () -> {}));
        upload.setDropLabel(Words.quiet("or drop it here: a file that was exported from a site"));
        upload.setDropLabelIcon(new Span());
        var section = section("Import", Words.small("entities with the same keys are replaced, others stay"));
        section.add(upload);
        return section;
    }

    private void tell(Runnable news) {
        getUI().ifPresent(ui -> ui.access(news::run));
    }

    private void attempt(Runnable run) {
        try {
            run.run();
        } catch (EntityDesk.Sentence refused) {
            showRefusal(refused.getMessage());
        }
    }
}
