package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Words;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why a query was refused: the place in its text, or the index it lacks, as far as the datastore's sentence tells; else
 * the sentence itself.
 */
final class QueryRefusal extends Div {
    private static final Pattern PLACE = Pattern.compile("line (\\d{1,6}), column (\\d{1,6})");
    private static final Pattern KEYWORD = Pattern.compile("^Encountered \" \"[a-z]+\" \"(\\w+) \"\" at ");
    private static final Pattern EXPECTED = Pattern.compile("(?s)Was expecting(?: one of)?:(.*)");
    private static final String NEEDS_INDEX = "no matching index found. recommended index is:\n";

    QueryRefusal(String query, String sentence) {
        setClassName("refusal");
        getElement().setAttribute("role", "alert");
        if (sentence.startsWith(NEEDS_INDEX)) {
            sayIndex(sentence.substring(NEEDS_INDEX.length()).stripTrailing());
            return;
        }
        var place = place(query, sentence);
        head(place.map(Place::title).orElse("The query was refused"));
        place.ifPresent(found -> add(code(found.line() + "\n" + " ".repeat(found.column() - 1) + "^")));
        add(Words.quiet(place.map(found -> reason(sentence)).orElse(sentence)));
    }

    /**
     * A place in a text.
     *
     * @param line the text of it
     * @param column 1 for the first character
     */
    record Place(int number, int column, String line) {
        String title() {
            return "Not understood at line " + number + ", column " + column;
        }
    }

    /** Where the query went wrong; empty when the sentence does not say, or says a place that is not in it. */
    static Optional<Place> place(String query, String sentence) {
        var found = PLACE.matcher(sentence);
        if (!found.find()) {
            return Optional.empty();
        }
        var lines = query.split("\n", -1);
        int number = Integer.parseInt(found.group(1));
        int column = Integer.parseInt(found.group(2));
        if (number < 1 || number > lines.length || column < 1 || column > lines[number - 1].length() + 1) {
            return Optional.empty();
        }
        return Optional.of(new Place(number, column, lines[number - 1]));
    }

    /** What may stand at the place, without the grammar's marks. */
    static String reason(String sentence) {
        var keyword = KEYWORD.matcher(sentence);
        var expected = EXPECTED.matcher(sentence);
        if (keyword.find() && sentence.contains("<QUOTED_NAME>")) {
            return keyword.group(1) + " is a word of GQL: as a name it is written in backquotes, `" + keyword.group(1)
                    + "`.";
        }
        if (!expected.find()) {
            return sentence;
        }
        var wanted = Pattern.compile("\\.\\.\\.|\n")
                .splitAsStream(expected.group(1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(QueryRefusal::plain)
                .distinct()
                .collect(Collectors.joining(", "));
        return "Here may stand: " + wanted + ".";
    }

    private static String plain(String label) {
        return switch (label) {
            case "<EOF>" -> "the end";
            case "<INTEGER>" -> "a whole number";
            case "<DOUBLE>" -> "a number";
            case "<SINGLE_QUOTE_STRING>", "<DOUBLE_QUOTE_STRING>" -> "a text in quotes";
            case "<UNQUOTED_NAME>" -> "a name";
            case "<QUOTED_NAME>" -> "a name in backquotes";
            case "<NAME_BINDING_SITE>", "<POSITION_BINDING_SITE>" -> "@ and a parameter";
            default -> label.replace("\"", "").toUpperCase(java.util.Locale.ROOT);
        };
    }

    private void sayIndex(String yaml) {
        head("This query needs a composite index");
        var copy = Act.copy("Copy", "indexes:\n" + yaml + "\n", "");
        add(code("indexes:\n" + yaml));
        var advice =
                Words.quiet("Put it into the index.yaml of the site and deploy: it is built from what is stored, and"
                        + " then the query is answered.");
        add(advice, new Div(copy));
    }

    private void head(String title) {
        add(Words.row("w bad", Icon.BAD.draw(), Words.styled(title, "strong")));
    }

    private static Pre code(String text) {
        var pre = new Pre(text);
        // It may scroll by itself, so the keyboard must reach it.
        pre.getElement().setAttribute("tabindex", "0");
        return pre;
    }
}
