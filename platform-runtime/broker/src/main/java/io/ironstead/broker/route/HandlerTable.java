package io.ironstead.broker.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.ironstead.model.app.Handler;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A version's {@code handlers:}, compiled. Most are a word or a prefix and are matched without a regular expression. */
public final class HandlerTable {
    /** The bundle's root is a folder, and folders are never served. */
    private static final String NO_FILE = ".";

    private final Entry[] entries;

    private HandlerTable(Entry[] entries) {
        this.entries = entries;
    }

    /**
     * @param names what a handler goes by that is only for files that exist
     * @throws com.google.re2j.PatternSyntaxException when an expression is none; {@code bundle} has checked that
     */
    static HandlerTable of(List<Handler> handlers, FileNames names) {
        return new HandlerTable(
                handlers.stream().map(handler -> Entry.of(handler, names)).toArray(Entry[]::new));
    }

    /**
     * The first handler at or after {@code from} that takes the path.
     *
     * @param path as {@link MatchPath} makes it
     */
    public @Nullable Match match(String path, int from) {
        for (int i = from; i < entries.length; i++) {
            var entry = entries[i];
            var file = entry.match(path);
            if (file != null) {
                return file.isEmpty() ? entry.anyFile(i) : new Match(entry.handler, file, i + 1);
            }
        }
        return null;
    }

    /**
     * A handler that takes a path.
     *
     * @param file the bundle path to serve; empty for scripts
     * @param next where to go on looking when that file does not exist and need not
     */
    public record Match(Handler handler, String file, int next) {}

    /** How one handler's {@code url} is compared: its text says which of the three ways suffices. */
    private enum Form {
        WORD,
        PREFIX,
        EXPRESSION
    }

    private static final class Entry {
        private final Handler handler;
        private final Form form;
        private final String literal;
        private final @Nullable Pattern url;
        private final @Nullable Pattern upload;
        private final @Nullable Pattern exclude;
        private final FileNames names;
        private @Nullable Match plain;

        private Entry(Handler handler, Form form, String literal, FileNames names) {
            this.handler = handler;
            this.form = form;
            this.literal = literal;
            this.url = form == Form.EXPRESSION ? Pattern.compile(handler.url()) : null;
            this.upload = handler instanceof Handler.StaticFiles files ? Pattern.compile(files.upload()) : null;
            this.exclude = handler instanceof Handler.StaticFiles files
                            && !files.exclude().isEmpty()
                    ? Pattern.compile(files.exclude())
                    : null;
            this.names = names;
        }

        static Entry of(Handler handler, FileNames names) {
            var url = handler.url();
            if (handler instanceof Handler.StaticDir) {
                return new Entry(handler, Form.PREFIX, url.endsWith("/") ? url : url + "/", names);
            }
            if (handler instanceof Handler.Script && url.endsWith(".*")) {
                var prefix = url.substring(0, url.length() - 2);
                if (isLiteral(prefix)) {
                    return new Entry(handler, Form.PREFIX, prefix, names);
                }
            }
            boolean word = isLiteral(url) && !(handler instanceof Handler.StaticFiles files && hasGroup(files));
            return new Entry(handler, word ? Form.WORD : Form.EXPRESSION, url, names);
        }

        private static boolean hasGroup(Handler.StaticFiles files) {
            return files.files().indexOf('\\') >= 0;
        }

        private static boolean isLiteral(String expression) {
            return expression
                    .chars()
                    .allMatch(c -> (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '/'
                            || c == '-'
                            || c == '_'
                            || c == '~');
        }

        /** The bundle path; empty: this handler takes the path and names no file; null: it does not. */
        @Nullable
        String match(String path) {
            return switch (form) {
                case WORD -> path.equals(literal) ? fileOf(path, null) : null;
                case PREFIX -> path.startsWith(literal) ? fileOf(path, null) : null;
                case EXPRESSION -> {
                    var matcher = Objects.requireNonNull(url).matcher(path);
                    yield matcher.matches() ? fileOf(path, matcher) : null;
                }
            };
        }

        private @Nullable String fileOf(String path, @Nullable Matcher matcher) {
            return switch (handler) {
                case Handler.Script _ -> "";
                case Handler.StaticDir dir -> {
                    var rest = path.substring(literal.length());
                    yield rest.isEmpty() ? NO_FILE : isRoot(dir.directory()) ? rest : dir.directory() + "/" + rest;
                }
                case Handler.StaticFiles files -> {
                    var file = matcher == null ? files.files() : expand(files.files(), matcher);
                    if (files.fileMustExist()) {
                        yield names.mayHave(file) && isUploaded(file) ? file : null;
                    }
                    // What `upload` does not name is no static file; then App Engine has nothing at this address.
                    yield isUploaded(file) ? file : NO_FILE;
                }
            };
        }

        private boolean isUploaded(String file) {
            return upload != null
                    && upload.matcher(file).matches()
                    && (exclude == null || !exclude.matcher(file).matches());
        }

        private static boolean isRoot(String directory) {
            return directory.isEmpty() || directory.equals(".");
        }

        private static String expand(String template, Matcher matcher) {
            var text = new StringBuilder();
            for (int i = 0; i < template.length(); i++) {
                char c = template.charAt(i);
                if (c == '\\' && i + 1 < template.length() && Character.isDigit(template.charAt(i + 1))) {
                    int group = template.charAt(++i) - '0';
                    var value = group <= matcher.groupCount() ? matcher.group(group) : null;
                    text.append(value == null ? "" : value);
                } else {
                    text.append(c);
                }
            }
            return text.toString();
        }

        /** Scripts match all the time and carry no file: one object does for all requests. */
        Match anyFile(int index) {
            var known = plain;
            if (known == null) {
                known = new Match(handler, "", index + 1);
                plain = known;
            }
            return known;
        }
    }
}
