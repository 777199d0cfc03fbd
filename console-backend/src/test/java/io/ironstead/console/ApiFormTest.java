package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What the API answers to requests that are no good: always the same form, never its own failure. */
class ApiFormTest extends ConsoleTest {
    private static final List<String> NO_GOOD =
            List.of("{}", "null", "[]", "7", "{\"name\":7}", "{", "", "{\"name\":\"x\",\"id\":\"\",\"label\":null}");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Test
    void noBodyMakesTheApiFail() throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"formed\"}");
        var wrong = new ArrayList<String>();
        for (String route : routes()) {
            if (route.startsWith("GET") || route.startsWith("DELETE") || route.endsWith("/deployments")) {
                continue;
            }
            for (String body : NO_GOOD) {
                var answer = call(operatorToken, route.split(" ")[0], path(route), body);
                if (answer.status() >= 500 || (answer.status() >= 400 && !answer.isProblem())) {
                    wrong.add(route + " " + body + " answered " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsLeftOutIsNotTakenAsNo() throws Exception {
        call(operatorToken, "POST", "sites", "{\"name\":\"formed\"}");
        var answer = call(operatorToken, "PUT", "sites/formed/suspended", "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asString()).isEqualTo("\"suspended\" is missing.");
    }

    @Test
    void namesThatCannotBeAreNoFailureEither() throws Exception {
        var wrong = new ArrayList<String>();
        for (String route : routes()) {
            if (route.startsWith("GET") && route.contains("{")) {
                var answer = get(
                        operatorToken, path(route).replace("formed", "-N0t!").replace("x1", "-%20-"));
                if (answer.status() >= 500 || !answer.isProblem()) {
                    wrong.add(route + " answered " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidInTheSameForm() throws Exception {
        assertThat(get(operatorToken, "nothing-here"))
                .matches(Answer::isProblem)
                .returns(404, Answer::status);
        assertThat(call(operatorToken, "PATCH", "sites", "{}"))
                .matches(Answer::isProblem)
                .returns(405, Answer::status);
        assertThat(upload(operatorToken, "sites", new byte[] {1}))
                .matches(Answer::isProblem)
                .returns(415, Answer::status);
        assertThat(get(operatorToken, "load?range=for-ever"))
                .matches(Answer::isProblem)
                .returns(400, Answer::status);
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() throws Exception {
        var large = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThat(call(operatorToken, "POST", "sites", large))
                .matches(Answer::isProblem)
                .returns(413, Answer::status);
        assertThat(call("", "POST", "sites", large).status()).isEqualTo(401);
    }

    @Test
    void anybodyMayReadWhatTheApiTakes() throws Exception {
        var paths = get("", "openapi.json").json().get("paths");
        for (String route : routes()) {
            var path = route.split(" ")[1];
            assertThat(paths.has(path)).as(path).isTrue();
        }
    }

    private TreeSet<String> routes() {
        var found = new TreeSet<String>();
        mappings.getHandlerMethods()
                .forEach((info, method) -> info.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/") && !path.startsWith("/api/v1/openapi"))
                        .forEach(path ->
                                info.getMethodsCondition().getMethods().forEach(verb -> found.add(verb + " " + path))));
        assertThat(found).hasSizeGreaterThan(30);
        return found;
    }

    private static String path(String route) {
        return route.split(" ")[1]
                .substring("/api/v1/".length())
                .replace("{site}", "formed")
                .replace("{id}", "no-number")
                .replaceAll("\\{\\w+}", "x1");
    }
}
