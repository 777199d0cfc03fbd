package io.ironstead.datastore.gql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Aggregation;
import io.ironstead.datastore.Cursor;
import io.ironstead.datastore.DatastoreException;
import io.ironstead.datastore.Filter;
import io.ironstead.datastore.Filter.Operator;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.Order;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.Problem;
import io.ironstead.datastore.Query;
import io.ironstead.datastore.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and refusals were taken from Google's Firestore emulator in Datastore mode. */
class GqlTest {
    private static final Cursor CURSOR = new Cursor(List.of(), Optional.empty(), false);

    private static GqlStatement parse(String text) {
        return Gql.parse(GqlRequest.ofText(text, "shop", "", "room"));
    }

    private static Query select(String text) {
        return ((GqlStatement.Select) parse(text)).query();
    }

    private static Filter where(String condition) {
        return select("SELECT * FROM K WHERE " + condition).filter().orElseThrow();
    }

    private static Value operand(String literal) {
        return ((Filter.Compare) where("a = " + literal)).value();
    }

    private static Filter equal(String property, long value) {
        return new Filter.Compare(property, Operator.EQUAL, new Value.Int(value));
    }

    private static String refused(Runnable parsing) {
        var refusal = catchThrowableOfType(DatastoreException.class, parsing::run);
        return ((Problem.Invalid) refusal.problem()).message();
    }

    private static String refused(String text) {
        return refused(() -> parse(text));
    }

    private static GqlRequest bound(String text, Map<String, GqlBinding> named, GqlBinding... positional) {
        return new GqlRequest(text, false, named, List.of(positional), "shop", "", "room");
    }

    @Test
    void everyClauseHasItsPlace() {
        var query = select("select distinct on (a) a, `b c`.d From K where x=1 order by a, b DESC limit 5 offset 3");
        assertThat(query.namespace()).isEqualTo("room");
        assertThat(query.kind()).hasValue("K");
        assertThat(query.projection()).containsExactly("a", "b c.d");
        assertThat(query.distinctOn()).containsExactly("a");
        assertThat(query.filter()).hasValue(equal("x", 1));
        assertThat(query.orders()).containsExactly(Order.ascending("a"), Order.descending("b"));
        assertThat(query.limit()).hasValue(5);
        assertThat(query.offset()).isEqualTo(3);

        assertThat(select("SELECT DISTINCT a, b").projection()).containsExactly("a", "b");
        assertThat(select("SELECT DISTINCT a, b").distinctOn()).containsExactly("a", "b");
        assertThat(select("SELECT __key__ FROM K").keysOnly()).isTrue();
        assertThat(select("SELECT *").kind()).isEmpty();
        assertThat(select("SELECT DISTINCT ON (a) * FROM K").projection()).isEmpty();
    }

    @Test
    void andBindsCloserThanOrAndParenthesesStay() {
        var a = equal("a", 1);
        var b = equal("b", 2);
        var c = equal("c", 3);
        assertThat(where("a=1 OR b=2 AND c=3")).isEqualTo(new Filter.Or(List.of(a, new Filter.And(List.of(b, c)))));
        assertThat(where("(a=1 OR b=2) AND c=3")).isEqualTo(new Filter.And(List.of(new Filter.Or(List.of(a, b)), c)));
        assertThat(where("a=1 AND b=2 AND c=3")).isEqualTo(new Filter.And(List.of(a, b, c)));
        assertThat(where("((((a=1))))")).isEqualTo(a);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a < 1 | LESS", "a <= 1 | LESS_OR_EQUAL", "a > 1 | GREATER", "a >= 1 | GREATER_OR_EQUAL",
                        "a = 1 | EQUAL",
                "a != 1 | NOT_EQUAL", "1 < a | GREATER", "1 <= a | GREATER_OR_EQUAL", "1 > a | LESS",
                        "1 >= a | LESS_OR_EQUAL",
                "1 = a | EQUAL", "1 != a | NOT_EQUAL", "a CONTAINS 1 | EQUAL", "1 IN a | EQUAL", "a IN 1 | EQUAL"
            })
    void comparisonsReadFromBothSides(String condition, Operator operator) {
        assertThat(where(condition)).isEqualTo(new Filter.Compare("a", operator, new Value.Int(1)));
    }

    @Test
    void listsAncestorsAndNull() {
        List<Value> many = List.of(new Value.Int(1), new Value.Text("x"));
        assertThat(where("a IN ARRAY(1, 'x')")).isEqualTo(new Filter.In("a", many));
        assertThat(where("ARRAY(1, 'x') IN a")).isEqualTo(new Filter.In("a", many));
        assertThat(where("a NOT IN ARRAY(1, 'x')")).isEqualTo(new Filter.NotIn("a", many));
        assertThat(where("a IS NULL")).isEqualTo(new Filter.Compare("a", Operator.EQUAL, Value.Null.NULL));
        var ancestor = new Filter.HasAncestor(new Key("shop", "", "room", List.of(PathElement.of("P", 1))));
        assertThat(where("__key__ HAS ANCESTOR KEY(P, 1)")).isEqualTo(ancestor);
        assertThat(where("KEY(P, 1) HAS DESCENDANT __key__")).isEqualTo(ancestor);
    }

    @Test
    void literalsOfEveryType() {
        assertThat(operand("-9223372036854775808")).isEqualTo(new Value.Int(Long.MIN_VALUE));
        assertThat(operand("+3")).isEqualTo(new Value.Int(3));
        assertThat(operand("-.5e3")).isEqualTo(new Value.Decimal(-500));
        assertThat(operand("5.")).isEqualTo(new Value.Decimal(5));
        assertThat(operand("1e400")).isEqualTo(new Value.Decimal(Double.POSITIVE_INFINITY));
        assertThat(operand("TRUE")).isEqualTo(new Value.Bool(true));
        assertThat(operand("Null")).isEqualTo(Value.Null.NULL);
        assertThat(operand("'it''s \\'\\n\\0\\Z\\\\ \\% \"'")).isEqualTo(new Value.Text("it's '\n\0\u001a\\ \\% \""));
        assertThat(operand("\"q\"\"q\"")).isEqualTo(new Value.Text("q\"q"));
        assertThat(operand("BLOB('-_')")).isEqualTo(new Value.Blob(ByteString.fromHex("fb")));
        assertThat(operand("DATETIME('2013-09-29T09:30:20.00002-08:00')"))
                .isEqualTo(new Value.Timestamp(1_380_475_820_000_020L));
        assertThat(operand("KEY(PROJECT('s~q'), DATABASE('d'), NAMESPACE('n'), P, 'x', `K k`, -5)"))
                .isEqualTo(new Value.Reference(
                        new Key("q", "d", "n", List.of(PathElement.of("P", "x"), PathElement.of("K k", -5)))));
    }

    @Test
    void aggregationsOfBothForms() {
        var statement = (GqlStatement.Aggregate)
                parse(
                        "AGGREGATE COUNT(*), COUNT_UP_TO(5) AS few, SUM(a), AVG(`b c`) AS `m n` OVER (SELECT * FROM K LIMIT 3)");
        assertThat(statement.aggregations())
                .containsExactly(
                        new Aggregation.Count("property_1", OptionalLong.empty()),
                        new Aggregation.Count("few", OptionalLong.of(5)),
                        new Aggregation.Sum("property_2", "a"),
                        new Aggregation.Average("m n", "b c"));
        assertThat(statement.query().limit()).hasValue(3);
        var counted = (GqlStatement.Aggregate) parse("SELECT count(*) FROM K WHERE a=1");
        assertThat(counted.query().filter()).hasValue(equal("a", 1));
    }

    @Test
    void bindingsTakeTheirPlaces() {
        var one = new GqlBinding.One(new Value.Int(7));
        var place = new GqlBinding.Place(CURSOR);
        var request = bound(
                "SELECT * FROM K WHERE a=@1 AND b=@x LIMIT FIRST(@x, @to) OFFSET @to + @x",
                Map.of("x", one, "to", place),
                one);
        var query = ((GqlStatement.Select) Gql.parse(request)).query();
        assertThat(query.filter()).hasValue(new Filter.And(List.of(equal("a", 7), equal("b", 7))));
        assertThat(query.limit()).hasValue(7);
        assertThat(query.end()).hasValue(CURSOR);
        assertThat(query.start()).hasValue(CURSOR);
        assertThat(query.offset()).isEqualTo(7);
    }

    @Test
    void bindingsThatDoNotFitAreRefused() {
        var one = new GqlBinding.One(new Value.Int(7));
        var text = new GqlBinding.One(new Value.Text("x"));
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=@2", Map.of(), one, one))))
                .isEqualTo("Unused positional binding: 1.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=@0", Map.of(), one))))
                .isEqualTo("Invalid binding site @0.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=@99999999999999", Map.of()))))
                .isEqualTo("Absent positional binding: 99999999999999.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=@x", Map.of("y", one)))))
                .isEqualTo("Absent named binding: x.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * LIMIT @x", Map.of("x", text)))))
                .isEqualTo("Binding site @x for limit bound to non-integer value parameter.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=@x", Map.of("x", new GqlBinding.Place(CURSOR))))))
                .isEqualTo("Binding site @x for value bound to non-value parameter.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=1", Map.of()))))
                .isEqualTo("Disallowed literal: 1.");
        assertThat(refused(() -> Gql.parse(bound("SELECT * WHERE a=KEY(K, 1)", Map.of()))))
                .isEqualTo("Disallowed literal: KEY.");
        assertThat(refused(() -> Gql.parse(bound("SELECT *", Map.of("l x", one)))))
                .isEqualTo("GQL query parameter name \"l x\" contains an invalid character.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT * FROM K WHERE a=9223372036854775808|Invalid integer literal: For input string: \"9223372036854775808\"",
                "SELECT * FROM K WHERE a=FOO(1)|Unknown function \"FOO\".",
                "SELECT * FROM K WHERE a=BLOBKEY('x')|Unsupported function \"BLOBKEY\".",
                "SELECT * FROM K WHERE a=ARRAY(1)|A list value is not allowed",
                "SELECT * FROM K WHERE a IN ARRAY(ARRAY(1))|list_value cannot contain a Value containing another list_value.",
                "SELECT * FROM K WHERE a NOT IN 1|NOT_IN requires an ArrayValue.",
                "SELECT * FROM K WHERE a=BLOB('AA==')|Invalid blob text: \"AA==\".",
                "SELECT * FROM K WHERE a=DATETIME('x')|Invalid datetime text (does not match pattern): \"x\"",
                "SELECT * FROM K WHERE a=DATETIME('2013-02-31T09:30:20Z')|Invalid datetime text (parse failure): \"2013-02-31T09:30:20Z\"",
                "SELECT * FROM K WHERE a=KEY(NAMESPACE('n'), PROJECT('q'), K, 5)|A key's project must precede its namespace.",
                "SELECT * FROM K WHERE a=KEY(DATASET('n'), K, 5)|Unknown partition dimension \"DATASET\".",
                "SELECT * FROM K WHERE a=KEY(K, 0)|Key path id is invalid. Must not be zero.",
                "SELECT * FROM K WHERE a HAS ANCESTOR KEY(P,1)|property must be __key__",
                "SELECT * FROM K WHERE __key__ HAS ANCESTOR 5|HAS_ANCESTOR requires a key value",
                "SELECT * FROM K LIMIT -1|The limit -1 is < 0.",
                "SELECT * FROM K OFFSET 9999999999|The offset 9999999999 is too large.",
                "SELECT * FROM K LIMIT FIRST(5,6)|Expected limit cursor instead of 6.",
                "SELECT * FROM K LIMIT FOO(1,2)|Unexpected name \"FOO\" (after LIMIT).",
                "SELECT a FROM K GROUP BY a|GROUP BY not supported.",
                "SELECT DISTINCT * FROM K|Encountered \"*\" immediately after DISTINCT.",
                "SELECT * FROM ``|The kind is the empty string.",
                "SELECT COUNT(a) FROM K|Cloud Datastore only supports counts over the entire result set (i.e. `COUNT(*)`)",
                "SELECT COUNT(*) AS a, COUNT(*) AS a FROM K|Aggregation aliases contain duplicate alias: a."
            })
    void rulesAreToldInGooglesWords(String text, String message) {
        assertThat(refused(text)).isEqualTo(message);
    }

    @Test
    void whereReadingStoppedIsTold() {
        assertThat(refused("SELECT * FROM K LIMIT 1,2"))
                .isEqualTo("Encountered \" \",\" \", \"\" at line 1, column 24.\nWas expecting one of:\n"
                        + "    <EOF> \n    \"offset\" ...\n    ");
        assertThat(refused("SELECT * FROM order"))
                .startsWith("Encountered \" \"order\" \"order \"\" at line 1, column 15.\n");
        assertThat(refused("")).startsWith("Encountered \"<EOF>\" at line 0, column 0.\n");
        assertThat(refused("SELECT * FROM")).startsWith("Encountered \"<EOF>\" at line 1, column 13.\n");
        assertThat(refused("SELEC")).startsWith("Encountered \" <UNQUOTED_NAME> \"SELEC \"\" at line 1, column 1.\n");
        assertThat(refused("SELECT * FROM 'K'"))
                .startsWith("Encountered \" <SINGLE_QUOTE_STRING> \"\\'K\\' \"\" at line 1, column 15.\n");
        assertThat(refused("SELECT * FROM K WHERE a=1\n\tAND b =="))
                .startsWith("Encountered \" \"=\" \"= \"\" at line 2, column 9.\n");
        assertThat(refused("SELECT * FROM K WHERE a = 'x\\q'"))
                .isEqualTo("Lexical error at line 1, column 30.  Encountered: \"q\" (113), after : \"\\'x\\\\\"");
        assertThat(refused("SELECT * FROM K # c"))
                .isEqualTo("Lexical error at line 1, column 17.  Encountered: \"#\" (35), after : \"\"");
    }

    @Test
    void lengthAndDepthAreBounded() {
        assertThat(refused("SELECT * FROM K WHERE " + "(".repeat(5_000) + "a=1"))
                .contains("nested");
        assertThat(refused("SELECT * FROM K WHERE a='" + "x".repeat(Gql.LENGTH_MAX) + "'"))
                .contains("100000 characters");
        assertThat(refused("SELECT * FROM K WHERE a=KEY(K, 1" + ", K, 1".repeat(5_000) + ")"))
                .contains("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT DISTINCT ON (a) a, `b``c` FROM K WHERE (a=@1 OR b NOT IN ARRAY('x\\n', 5.5e3)) ORDER BY a DESC LIMIT 5",
                "AGGREGATE COUNT(*), SUM(a) AS s OVER (SELECT * FROM K WHERE KEY(PROJECT('p'), P, 1, K, 'x') HAS DESCENDANT __key__)"
            })
    void anyTextEndsInAStatementOrARefusal(String good) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String alphabet = "SELECT*FROM,()'\"`@.=<>!\\+-eE0 19\n\tKWHEREab\u0000é\ud83c";
        for (int round = 0; round < 5_000; round++) {
            var text = new StringBuilder(good);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, at + 1);
                    case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default -> text.setLength(at);
                }
            }
            try {
                assertThat(parse(text.toString())).isNotNull();
            } catch (DatastoreException refusal) {
                assertThat(refusal.problem()).as("seed %d: %s", seed, text).isInstanceOf(Problem.Invalid.class);
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + text, broken);
            }
        }
    }
}
