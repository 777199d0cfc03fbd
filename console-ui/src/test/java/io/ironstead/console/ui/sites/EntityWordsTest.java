package io.ironstead.console.ui.sites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the datastore page makes of refusals and of properties without an order. */
class EntityWordsTest {
    private static final String UNEXPECTED = """
            Encountered " ">" "> "" at line 2, column 15.
            Was expecting one of:
                "false" ...
                <INTEGER> ...
                <SINGLE_QUOTE_STRING> ...
                <DOUBLE_QUOTE_STRING> ...
            """;

    @Test
    void aRefusalPointsIntoTheQuery() {
        var place = QueryRefusal.place("SELECT *\nFROM Item WHERE price >> 5", UNEXPECTED)
                .orElseThrow();
        assertThat(place).isEqualTo(new QueryRefusal.Place(2, 15, "FROM Item WHERE price >> 5"));
        assertThat(QueryRefusal.reason(UNEXPECTED))
                .isEqualTo("Here may stand: FALSE, a whole number, a text in quotes.");
    }

    @Test
    void aPlaceThatIsNotInTheQueryIsNone() {
        for (var sentence : List.of(
                "no place", "at line 3, column 1", "at line 1, column 10", "at line 0, column 1", "line 9999999")) {
            assertThat(QueryRefusal.place("SELECT *", sentence)).as(sentence).isEmpty();
        }
        assertThat(QueryRefusal.place("SELECT *", "at line 1, column 9"))
                .as("behind its end")
                .isPresent();
    }

    @Test
    void aKindThatIsAWordOfGqlGetsItsBackquotes() {
        var sentence = "Encountered \" \"order\" \"Order \"\" at line 1, column 15.\nWas expecting one of:\n"
                + "    <UNQUOTED_NAME> ...\n    <QUOTED_NAME> ...\n    ";
        assertThat(QueryRefusal.reason(sentence))
                .contains("Order is a word of GQL")
                .contains("`Order`");
    }

    @Test
    void columnsDoNotDependOnTheOrderOfProperties() {
        var one = entity("""
                {"z": {"stringValue": "x"}, "tags": {"arrayValue": {}}, "a": {"integerValue": "1"}}""");
        var other = entity("""
                {"a": {"integerValue": "2"}, "b": {"blobValue": "AA=="}, "z": {"stringValue": "y"}}""");
        assertThat(EntityTable.columns(List.of(one, other))).containsExactly("a", "z", "b", "tags");
        assertThat(EntityTable.columns(List.of(other, one))).containsExactly("a", "z", "b", "tags");
        assertThat(EntityTable.left(List.of(one, other))).isZero();
    }

    @Test
    void howManyPropertiesHaveNoColumnIsTold() {
        var many = new StringBuilder("{");
        for (int i = 0; i < EntityTable.COLUMNS_MAX + 3; i++) {
            many.append(i == 0 ? "" : ",").append("\"p%d\": {\"booleanValue\": true}".formatted(i));
        }
        assertThat(EntityTable.left(List.of(entity(many + "}")))).isEqualTo(3);
    }

    private static JsonNode entity(String properties) {
        return JsonMapper.shared().readTree("{\"key\": {}, \"properties\": " + properties + "}");
    }
}
