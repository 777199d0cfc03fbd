package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import io.ironstead.console.datastore.DatastoreService;
import io.ironstead.console.datastore.EntityTransfer;
import io.ironstead.console.fleet.FleetSnapshot;
import io.ironstead.console.fleet.FleetSnapshot.SiteNow;
import io.ironstead.console.sites.Site;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.LoadSection;
import io.ironstead.console.ui.kit.Meanwhile;
import io.ironstead.console.ui.kit.Part;
import io.ironstead.console.ui.kit.Rows;
import io.ironstead.console.ui.kit.Words;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
    private final Div refusal = new Div();
    private final Div found = new Div();
    private final Meanwhile reading = new Meanwhile(found);
    private final List<ObjectNode> pages = new ArrayList<>();
    private final DatastoreFigures figures = new DatastoreFigures();
    private EntityDesk entities;
    private @Nullable LoadSection load;

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
        var files = new EntityFiles(transfer, caller(), opened.name(), this::refresh);
        var browse =
                section("Entities", Words.row("w", files.export(), Act.plain(Icon.PLUS, "New entity", this::create)));
        found.setClassName("entities");
        browse.add(files.progress(), question(), refusal, found);
        var importing = section("Import", Words.small("entities with the same keys are replaced, others stay"));
        importing.add(files.upload());
        load = LoadSection.ofDatastore(caller(), desk().history(), opened.name());
        found.add(Words.quiet("Reading ..."));
        put(figures, browse, indexes(), importing, load);
        refresh();
    }

    @Override
    void show(FleetSnapshot picture, Optional<SiteNow> now) {
        if (load != null) {
            load.tick(picture.at());
        }
        figures.show(now.flatMap(SiteNow::data));
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

    /** The names to choose from, which the site's programs may have changed, then what was asked last. */
    private void refresh() {
        var chosen = namespace.getValue();
        reading.ask(
                () -> answer(() -> Names.read(entities, chosen)), names -> names.then(this::fill, this::showRefusal));
    }

    private void fillKinds() {
        var chosen = namespace.getValue();
        reading.ask(() -> answer(() -> entities.kinds(chosen)), kinds -> kinds.then(this::fill, this::showRefusal));
    }

    private void fill(Names names) {
        namespace.setItems(names.namespaces());
        namespace.setValue(names.chosen());
        namespace.setVisible(names.namespaces().size() > 1);
        fill(names.kinds());
    }

    private void fill(List<String> kinds) {
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
            start(entities.gql(namespace.getValue(), gql.getValue().strip()));
        }
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
        var request = pages.getLast();
        reading.ask(() -> answer(() -> entities.run(request)), page -> page.then(this::show, this::showRefusedQuery));
    }

    private void showRefusedQuery(String sentence) {
        if (gql.isEmpty()) {
            showRefusal(sentence);
            return;
        }
        // Rows of an earlier question would look like the answer.
        found.removeAll();
        refusal.removeAll();
        refusal.add(new QueryRefusal(gql.getValue().strip(), sentence));
    }

    private void show(EntityDesk.Page page) {
        refusal.removeAll();
        found.removeAll();
        if (page.entities().isEmpty()) {
            found.add(empty("Nothing matches", "No entity of this site is what you asked for."));
        } else {
            found.add(EntityTable.of(page.entities(), this::open));
        }
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
        var foot = new Div(Words.small(place(page)));
        foot.setClassName("line pages");
        if (pages.size() > 1 || page.more()) {
            foot.add(back, next);
        }
        found.add(foot);
    }

    private String place(EntityDesk.Page page) {
        if (page.entities().isEmpty()) {
            return "";
        }
        int first = (pages.size() - 1) * EntityDesk.PAGE + 1;
        int left = EntityTable.left(page.entities());
        return first + " to " + (first + page.entities().size() - 1)
                + (left == 0 ? "" : "; a key opens all properties, " + left + " more than shown");
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
        section.add(Words.quiet("Reading ..."));
        boolean strict = site().strictIndexes();
        new Meanwhile(section)
                .ask(
                        () -> answer(entities::indexes),
                        indexes -> indexes.then(list -> fill(section, list, strict), text -> {
                            section.remove(section.getChildren().skip(1).toList());
                            section.add(Words.quiet(text));
                        }));
        return section;
    }

    private static void fill(Section section, EntityDesk.Indexes indexes, boolean strict) {
        section.remove(section.getChildren().skip(1).toList());
        if (indexes.declared().isEmpty() && indexes.missing().isEmpty()) {
            section.add(new Div(Words.quiet(
                    strict
                            ? "None is declared, and queries that need one are refused: so say the site's settings."
                            : "None is declared. Every query is served without; a composite index makes those fast that"
                                    + " filter and sort by several properties.")));
            return;
        }
        if (!indexes.declared().isEmpty()) {
            var rows = new Rows<JsonNode>(
                            "Composite indexes", index -> index.path("id").asString())
                    .one("Kind", "", "key", index -> Part.say(index.path("kind").asString()))
                    .one("Properties", "", "main", index -> Part.say(columns(index)))
                    .one("State", "", "sub", index -> Part.say(stateOf(index)));
            rows.show(indexes.declared());
            section.add(rows);
        }
        if (!indexes.missing().isEmpty()) {
            section.add(missing(indexes.missing(), strict));
        }
    }

    private static Div missing(List<JsonNode> missing, boolean strict) {
        var rows = new Rows<JsonNode>("Missing indexes", JsonNode::toString)
                .one("Kind", "", "key", index -> Part.say(index.path("kind").asString()))
                .one("Properties", "", "main", index -> Part.say(columns(index)));
        rows.show(missing);
        String yaml = missing.stream()
                .map(index -> index.path("yaml").asString(""))
                .collect(Collectors.joining("\n", "indexes:\n\n", ""));
        var head = new Div(
                Words.quiet("Recent queries " + (strict ? "were refused" : "had to sort")
                        + " for want of these. Add them to the site's index.yaml and deploy:"
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

    /** What there is to choose from. */
    private record Names(List<String> namespaces, String chosen, List<String> kinds) {

        static Names read(EntityDesk entities, @Nullable String wanted) {
            var names = entities.namespaces();
            var namespaces = names.isEmpty() ? List.of("") : names;
            var chosen = wanted != null && namespaces.contains(wanted) ? wanted : namespaces.getFirst();
            return new Names(namespaces, chosen, entities.kinds(chosen));
        }
    }

    /** An answer, or the sentence that stands for it. */
    private record Reply<T>(@Nullable T answer, String refusal) {

        void then(Consumer<T> show, Consumer<String> refuse) {
            if (answer == null) {
                refuse.accept(refusal);
            } else {
                show.accept(answer);
            }
        }
    }

    private static <T> Reply<T> answer(Supplier<T> read) {
        try {
            return new Reply<>(read.get(), "");
        } catch (EntityDesk.Sentence refused) {
            return new Reply<>(null, refused.getMessage());
        }
    }
}
