package io.ironstead.datastore.gql;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.EntityRules;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Value;
import io.ironstead.datastore.gql.Token.Kind;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values as they stand in a text or are bound to it. */
final class ValueParser {
    private static final Pattern DATETIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern URL_BASE64 = Pattern.compile("[A-Za-z0-9_-]*");
    private static final DateTimeFormatter STRICT =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);
    private static final long MICROS = 1_000_000;

    private final GqlRequest request;
    private final Tokens tokens;
    private final Bindings bindings;

    ValueParser(GqlRequest request, Tokens tokens, Bindings bindings) {
        this.request = request;
        this.tokens = tokens;
        this.bindings = bindings;
    }

    /** Whether a value could begin here, rather than a property's name. */
    boolean isNext() {
        var next = tokens.peek();
        return switch (next.kind()) {
            case INTEGER, DOUBLE, SINGLE_QUOTED, DOUBLE_QUOTED, NAMED_SITE, POSITIONAL_SITE -> true;
            case WORD -> next.is("null") || next.is("true") || next.is("false");
            case NAME -> tokens.second().is("(");
            case END, SYMBOL, QUOTED_NAME -> false;
        };
    }

    /** A value or a list of values. */
    GqlBinding value() {
        if (tokens.nextIs("false") || tokens.nextIs("true")) {
            return one(new Value.Bool(literal().image().equalsIgnoreCase("true")));
        }
        if (tokens.nextIs("null")) {
            literal();
            return one(Value.Null.NULL);
        }
        if (tokens.nextIs(Kind.INTEGER)) {
            return one(new Value.Int(integer()));
        }
        if (tokens.nextIs(Kind.DOUBLE)) {
            return one(new Value.Decimal(Double.parseDouble(literal().image())));
        }
        if (tokens.nextIs(Kind.SINGLE_QUOTED) || tokens.nextIs(Kind.DOUBLE_QUOTED)) {
            return one(new Value.Text(Quoted.text(literal().image())));
        }
        if (tokens.nextIs(Kind.NAME)) {
            return function();
        }
        if (tokens.nextIs(Kind.NAMED_SITE) || tokens.nextIs(Kind.POSITIONAL_SITE)) {
            return bound();
        }
        throw tokens.unexpected();
    }

    private static GqlBinding one(Value value) {
        return new GqlBinding.One(value);
    }

    private GqlBinding bound() {
        var site = tokens.take();
        var binding = bindings.find(site);
        if (binding instanceof GqlBinding.Place) {
            throw DatastoreException.invalid(
                    "Binding site " + site.image() + " for value bound to non-value parameter.");
        }
        return binding;
    }

    private Token literal() {
        if (!request.allowLiterals()) {
            throw DatastoreException.invalid(
                    "Disallowed literal: " + tokens.peek().image() + ".");
        }
        return tokens.take();
    }

    /** A number that stands in the text. */
    long integer() {
        String image = literal().image();
        try {
            return Long.parseLong(image);
        } catch (NumberFormatException tooLarge) {
            throw DatastoreException.invalid("Invalid integer literal: For input string: \"" + image + '"');
        }
    }

    private GqlBinding function() {
        String name = tokens.peek().image();
        switch (name.toLowerCase(Locale.ROOT)) {
            case "key", "blob", "datetime", "array" -> {}
            case "blobkey" -> throw DatastoreException.invalid("Unsupported function \"" + name + "\".");
            default -> throw DatastoreException.invalid("Unknown function \"" + name + "\".");
        }
        if (name.equalsIgnoreCase("array")) {
            tokens.take();
            return array();
        }
        literal();
        return one(
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "key" -> new Value.Reference(key());
                    case "blob" -> blob(argument());
                    default -> datetime(argument());
                });
    }

    private GqlBinding array() {
        tokens.expect("(");
        var values = new ArrayList<Value>();
        if (tokens.accept(")")) {
            return new GqlBinding.Many(values);
        }
        do {
            // One level is enough: a list in a list is refused, so this never goes deeper than one call.
            if (tokens.peek().kind() == Kind.NAME && tokens.peek().image().equalsIgnoreCase("array")) {
                throw nested();
            }
            switch (value()) {
                case GqlBinding.One(Value value) -> values.add(value);
                case GqlBinding.Many _, GqlBinding.Place _ -> throw nested();
            }
        } while (tokens.accept(","));
        tokens.expect(")");
        return new GqlBinding.Many(values);
    }

    private static DatastoreException nested() {
        return DatastoreException.invalid("list_value cannot contain a Value containing another list_value.");
    }

    private String argument() {
        tokens.expect("(");
        String text = string();
        tokens.expect(")");
        return text;
    }

    private String string() {
        if (tokens.nextIs(Kind.SINGLE_QUOTED) || tokens.nextIs(Kind.DOUBLE_QUOTED)) {
            return Quoted.text(tokens.take().image());
        }
        throw tokens.unexpected();
    }

    private static Value blob(String text) {
        // A group of four characters cannot have one alone.
        if (!URL_BASE64.matcher(text).matches() || text.length() % 4 == 1) {
            throw DatastoreException.invalid("Invalid blob text: \"" + text + "\".");
        }
        return new Value.Blob(ByteString.copyFrom(Base64.getUrlDecoder().decode(text)));
    }

    private static Value datetime(String text) {
        if (!DATETIME.matcher(text).matches()) {
            throw DatastoreException.invalid("Invalid datetime text (does not match pattern): \"" + text + '"');
        }
        try {
            var time =
                    OffsetDateTime.parse(text.toUpperCase(Locale.ROOT), STRICT).toInstant();
            long micros = Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS), time.getNano() / 1_000);
            if (text.startsWith("0000") || text.startsWith("24:", 11)) {
                throw new DateTimeException("Not a time of Google's");
            }
            return new Value.Timestamp(micros);
        } catch (DateTimeException impossible) {
            throw DatastoreException.invalid("Invalid datetime text (parse failure): \"" + text + '"');
        }
    }

    private Key key() {
        tokens.expect("(");
        var partition = new Partition(request);
        while (tokens.peek().kind() == Kind.NAME && tokens.second().is("(")) {
            String dimension = tokens.take().image();
            partition.set(dimension, argument());
            tokens.expect(",");
        }
        List<PathElement> path = new ArrayList<>();
        do {
            if (path.size() == EntityRules.PATH_ELEMENTS_MAX) {
                throw DatastoreException.invalid(
                        "Key path is too long. Cannot exceed " + EntityRules.PATH_ELEMENTS_MAX + " elements.");
            }
            String kind = name();
            tokens.expect(",");
            path.add(new PathElement(kind, identifier()));
        } while (tokens.accept(","));
        tokens.expect(")");
        var key = partition.key(path);
        EntityRules.checkReadable(key);
        return key;
    }

    private Identifier identifier() {
        if (tokens.nextIs(Kind.INTEGER)) {
            return new Identifier.Numeric(integer());
        }
        return new Identifier.Named(string());
    }

    /** A kind, an alias, or one part of a property's name. */
    String name() {
        if (tokens.nextIs(Kind.NAME)) {
            return tokens.take().image();
        }
        return Quoted.text(tokens.expect(Kind.QUOTED_NAME).image());
    }
}
