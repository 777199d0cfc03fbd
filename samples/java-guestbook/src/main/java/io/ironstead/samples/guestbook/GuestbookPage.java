package io.ironstead.samples.guestbook;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** The book as HTML. Whatever a visitor wrote is escaped here. */
record GuestbookPage(Page page, long signed, long visit, Draft draft, String token) {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    String html() {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Summit book</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/assets/guestbook.css">
                </head>
                <body>
                <main>
                <header>
                <h1>Summit book</h1>
                <p>%s You are visit %d.</p>
                </header>
                <form action="/sign" method="post">
                <h2>You made it up here</h2>
                %s
                <input type="hidden" name="token" value="%s">
                <div class="fields">
                <div><label for="name">Your name</label>
                <input id="name" name="name" maxlength="%d" autocomplete="name" required value="%s"></div>
                <div><label for="words">How was the way?</label>
                <textarea id="words" name="words" rows="3" maxlength="%d" required>
                %s</textarea></div>
                </div>
                <button>Sign</button>
                </form>
                <section aria-label="Entries">%s</section>
                %s
                </main>
                </body>
                </html>
                """.formatted(
                sentence(),
                visit,
                draft.problem()
                        .map(words -> "<p class=\"problem\" role=\"alert\">" + escaped(words) + "</p>")
                        .orElse(""),
                escaped(token),
                Entry.NAME_MAX,
                escaped(draft.name()),
                Entry.WORDS_MAX,
                escaped(draft.words()),
                entries(),
                page.older()
                        .map(bookmark -> "<p><a href=\"/?after=" + escaped(bookmark) + "\">Older entries</a></p>")
                        .orElse(""));
    }

    private String sentence() {
        if (signed == 0) {
            return "Nobody has signed it yet.";
        }
        return signed == 1 ? "One person has signed it." : signed + " people have signed it.";
    }

    private String entries() {
        return page.entries().stream().map(GuestbookPage::article).collect(Collectors.joining());
    }

    private static String article(Entry entry) {
        var written = entry.written().toInstant();
        return """
                <article id="entry-%1$d">
                <p class="number">%1$d</p>
                <div><p class="words">%2$s</p>
                <p class="by">%3$s, <time datetime="%4$s">%5$s UTC</time></p></div>
                </article>
                """.formatted(
                        entry.number(), escaped(entry.words()), escaped(entry.name()), written, WHEN.format(written));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
