package io.ironstead.instances.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of {@code entrypoint:} into program and arguments. Plain words with quotes and variables are split
 * here, as a shell would, so that the program is the process itself. Text that needs a real shell is given to one
 * unchanged, as a single argument: it is the tenant's own, and runs where only the tenant's programs run.
 */
public final class Entrypoint {
    private static final String SHELL_SYNTAX = "|&;<>()`*?[]{}#~!\n\r";
    private static final Set<String> SHELL_WORDS = Set.of(
            "exec", "cd", "export", "source", ".", "set", "ulimit", "umask", "eval", "if", "for", "while", "case",
            "trap");

    private final String text;
    private final Map<String, String> environment;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean needsShell;
    private int at;

    private Entrypoint(String text, Map<String, String> environment) {
        this.text = text;
        this.environment = environment;
    }

    /** @return at least one word; empty when {@code text} is blank */
    public static List<String> command(String text, Map<String, String> environment) {
        var words = new Entrypoint(text.strip(), environment).split();
        return words != null ? words : List.of("/bin/sh", "-c", text.strip());
    }

    private @Nullable List<String> split() {
        while (at < text.length() && !needsShell) {
            char c = text.charAt(at++);
            switch (c) {
                case ' ', '\t' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                case '$' -> unquotedVariable();
                default -> plain(c);
            }
        }
        endWord();
        boolean shell = needsShell
                || !words.isEmpty() && (SHELL_WORDS.contains(words.getFirst()) || isAssignment(words.getFirst()));
        return shell ? null : words;
    }

    private static boolean isAssignment(String first) {
        int equals = first.indexOf('=');
        return equals > 0 && isName(first.substring(0, equals));
    }

    private void plain(char c) {
        needsShell |= SHELL_SYNTAX.indexOf(c) >= 0;
        append(c);
    }

    private void append(char c) {
        word.append(c);
        inWord = true;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void singleQuoted() {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            needsShell = true;
            return;
        }
        word.append(text, at, end);
        inWord = true;
        at = end + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '"' -> {
                    return;
                }
                case '$' -> word.append(variable());
                case '`' -> needsShell = true;
                case '\\' -> {
                    char next = at < text.length() ? text.charAt(at) : '\0';
                    if ("$`\"\\".indexOf(next) >= 0) {
                        word.append(next);
                        at++;
                    } else {
                        word.append(c);
                    }
                }
                default -> word.append(c);
            }
        }
        needsShell = true;
    }

    private void escaped() {
        if (at == text.length()) {
            needsShell = true;
            return;
        }
        append(text.charAt(at++));
    }

    /** Outside of quotes a value is split at its spaces, and one that is empty leaves no word behind. */
    private void unquotedVariable() {
        for (char c : variable().toCharArray()) {
            if (c == ' ' || c == '\t' || c == '\n') {
                endWord();
            } else {
                append(c);
            }
        }
    }

    /** The value of the variable whose name comes next, after the {@code $}. */
    private String variable() {
        int start = at;
        boolean braced = at < text.length() && text.charAt(at) == '{';
        if (braced) {
            start = ++at;
        }
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        var name = text.substring(start, at);
        if (braced && (at == text.length() || text.charAt(at++) != '}') || !isName(name)) {
            needsShell = true;
            return "";
        }
        return environment.getOrDefault(name, "");
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(Entrypoint::isNamePart);
    }

    private static boolean isNamePart(int c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
