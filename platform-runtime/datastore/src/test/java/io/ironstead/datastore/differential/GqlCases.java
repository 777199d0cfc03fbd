package io.ironstead.datastore.differential;

import java.util.List;
import java.util.stream.Stream;

/** Sentences, valid and not, on the entities of {@link QueryCases}. */
final class GqlCases {
    private static final List<String> SERVED_BY_BOTH = List.of(
            "SELECT * FROM Thing",
            "select * from Thing where v = 1",
            "SELECT * FROM `Thing` WHERE `v` = 2 AND w = 'x'",
            "SELECT * FROM Thing WHERE v = 3.5",
            "SELECT * FROM Thing WHERE v IS NULL",
            "SELECT * FROM Thing WHERE v = NULL",
            "SELECT * FROM Thing WHERE t CONTAINS 'red'",
            "SELECT * FROM Thing WHERE 'red' IN t",
            "SELECT __key__ FROM Thing",
            "SELECT v FROM Thing",
            "SELECT DISTINCT w FROM Thing",
            "SELECT DISTINCT ON (w) * FROM Thing ORDER BY w",
            "SELECT * FROM Thing ORDER BY w, __key__ LIMIT 3",
            "SELECT * FROM Thing LIMIT 2 OFFSET 3",
            "SELECT * FROM Thing LIMIT FIRST(2, 5)",
            "SELECT * FROM Thing WHERE __key__ = KEY(Thing, 'c')",
            "SELECT * FROM Thing WHERE __key__ HAS ANCESTOR KEY(Root, 'r')",
            "SELECT * WHERE __key__ HAS ANCESTOR KEY(Root, 'r')",
            "SELECT * FROM Thing WHERE KEY(Root, 'r') HAS DESCENDANT __key__",
            "SELECT * FROM Thing WHERE w = \"x\" AND v = 1",
            "SELECT * FROM Thing WHERE v = DATETIME('2020-01-01T00:00:00Z')",
            "SELECT * FROM Thing WHERE v = BLOB('AAAA')",
            "SELECT * FROM Root WHERE v = TRUE");
    private static final List<String> REFUSED_BY_BOTH = List.of(
            "",
            "SELEC",
            "SELECT",
            "SELECT *",
            "SELECT * FROM",
            "SELECT * FROM Thing WHERE",
            "SELECT * FROM Thing WHERE v",
            "SELECT * FROM Thing WHERE v =",
            "SELECT * FROM Thing WHERE v = @x",
            "SELECT * FROM Thing WHERE v = @1",
            "SELECT * FROM Thing WHERE v = 'open",
            "SELECT * FROM Thing WHERE v = 1 AND",
            "SELECT * FROM Thing ORDER",
            "SELECT * FROM Thing ORDER BY",
            "SELECT * FROM Thing LIMIT",
            "SELECT * FROM Thing LIMIT -1",
            "SELECT * FROM Thing LIMIT x",
            "SELECT * FROM Thing OFFSET",
            "SELECT * FROM Thing junk",
            "SELECT * FROM Thing; DROP TABLE x",
            "SELECT * FROM Thing WHERE v = KEY()",
            "SELECT * FROM Thing WHERE v = KEY(Thing)",
            "SELECT * FROM Thing WHERE v = DATETIME('never')",
            "SELECT * FROM Thing WHERE v = BLOB('?')",
            "SELECT * FROM Thing WHERE v = 99999999999999999999",
            "SELECT * FROM Thing WHERE v HAS ANCESTOR 1",
            "INSERT INTO Thing",
            "SELECT * FROM `Thing",
            "SELECT ** FROM Thing");
    private static final List<String> SERVED_BY_FIRESTORE = List.of(
            "SELECT * FROM Thing WHERE v IN ARRAY(1, 3.5)",
            "SELECT * FROM Thing WHERE w != 'x'",
            "SELECT * FROM Thing WHERE w NOT IN ARRAY('x', 'y')",
            "SELECT * FROM Thing WHERE w = 'y' OR w = 'z'",
            "SELECT * FROM Thing WHERE (w = 'y' OR w = 'z') AND v = 2");
    private static final List<String> AGGREGATIONS = List.of(
            "SELECT COUNT(*) FROM Thing",
            "SELECT COUNT(*) AS many FROM Thing WHERE v = 1",
            "SELECT COUNT_UP_TO(3) FROM Thing",
            "SELECT SUM(v), AVG(v) FROM Thing",
            "AGGREGATE COUNT(*) OVER (SELECT * FROM Thing WHERE w = 'x')",
            "AGGREGATE COUNT(*) AS a, SUM(v) AS b OVER (SELECT * FROM Thing WHERE v > 1)",
            "SELECT COUNT_UP_TO(0) FROM Thing",
            "SELECT COUNT_UP_TO(-1) FROM Thing",
            "SELECT COUNT(*) AS __a__ FROM Thing",
            "SELECT SUM(__key__) FROM Thing",
            "SELECT COUNT(*) AS a, COUNT(*) AS a FROM Thing",
            "AGGREGATE COUNT() OVER (SELECT * FROM Thing)",
            "AGGREGATE COUNT(*) OVER SELECT * FROM Thing");

    private GqlCases() {}

    static List<Case> all() {
        return Stream.of(
                        SERVED_BY_BOTH.stream().map(text -> Case.both(name(text), s -> ask(s, text))),
                        REFUSED_BY_BOTH.stream().map(text -> Case.both(name(text), s -> ask(s, text))),
                        SERVED_BY_FIRESTORE.stream().map(text -> Case.firestore(name(text), s -> ask(s, text))),
                        AGGREGATIONS.stream()
                                .map(text -> Case.firestore(name(text), s -> {
                                    AggregationCases.fill(s);
                                    s.aggregateGql(text);
                                })))
                .flatMap(cases -> cases)
                .toList();
    }

    private static String name(String text) {
        return "GQL: " + text;
    }

    private static void ask(Session session, String text) {
        QueryCases.fill(session);
        session.gql(text);
    }
}
