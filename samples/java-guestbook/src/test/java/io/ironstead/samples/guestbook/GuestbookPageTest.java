package io.ironstead.samples.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestbookPageTest {
    private static final String HOSTILE = "</textarea><script>alert('x')</script>\"&";

    @Test
    void nothingThatAVisitorWroteIsMarkup() {
        var entry = new Entry(1, HOSTILE, HOSTILE, Date.from(Instant.EPOCH));

        var html =
                new GuestbookPage(new Page(List.of(entry), HOSTILE), 1, 1, Draft.of(HOSTILE, HOSTILE), HOSTILE).html();

        assertThat(html)
                .doesNotContain("<script")
                .contains("&lt;/textarea&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
        assertThat(html.split("</textarea>", -1)).hasSize(2);
    }

    @Test
    void aDraftIsTidiedAndItsFaultIsNamed() {
        assertThat(Draft.of("  Ada \t L. ", "a\r\nb "))
                .extracting(Draft::name, Draft::words)
                .containsExactly("Ada L.", "a\nb");
        assertThat(Draft.of("Ada", "x").problem()).isEmpty();
        assertThat(Draft.of(null, "x").problem()).contains("Please leave your name.");
        assertThat(Draft.of("Ada", " ").problem()).contains("Please write a line.");
        assertThat(Draft.of("Ada", "x".repeat(Entry.WORDS_MAX)).problem()).isEmpty();
        assertThat(Draft.of("Ada", "x".repeat(Entry.WORDS_MAX + 1)).problem()).isPresent();
    }
}
