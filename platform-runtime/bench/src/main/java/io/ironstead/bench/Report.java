package io.ironstead.bench;

import java.io.PrintStream;
import java.util.Collections;

/** Where a benchmark writes what it found: Markdown, so that a table goes into the documentation as it is. */
public class Report {
    private final PrintStream out;

    public Report(PrintStream out) {
        this.out = out;
    }

    public void heading(String text) {
        out.println();
        out.println("## " + text);
        out.println();
    }

    public void columns(String... names) {
        out.println();
        row((Object[]) names);
        row(Collections.nCopies(names.length, "---").toArray());
    }

    public void row(Object... cells) {
        var line = new StringBuilder("|");
        for (var cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        out.println(line);
        out.flush();
    }

    public void note(String sentence) {
        out.println(sentence);
        out.flush();
    }
}
