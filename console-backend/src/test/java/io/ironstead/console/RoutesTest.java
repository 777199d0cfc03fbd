package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route of the API asked by everybody. The routes come from the running console itself: a new one without a line
 * here fails the test.
 */
class RoutesTest extends ConsoleTest {
    /** Whose business a route is. */
    private enum Rule {
        /** Operators; a tenant's user is told that it may not. */
        OPERATOR,
        /** The owner of the site in the address; for others there is no such site. */
        OWNER,
        /** Anybody signed in, each about what is theirs. */
        SELF
    }

    private static final String SITE = "/api/v1/sites/{site}";

    private static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("GET /api/v1/status", Rule.SELF),
            Map.entry("GET /api/v1/load", Rule.SELF),
            Map.entry("GET /api/v1/events", Rule.SELF),
            Map.entry("GET /api/v1/machines", Rule.OPERATOR),
            Map.entry("GET /api/v1/machines/{node}", Rule.OPERATOR),
            Map.entry("GET /api/v1/machines/{node}/load", Rule.OPERATOR),
            Map.entry("PUT /api/v1/machines/{node}/draining", Rule.OPERATOR),
            Map.entry("DELETE /api/v1/machines/{node}", Rule.OPERATOR),
            Map.entry("POST /api/v1/join-tokens", Rule.OPERATOR),
            Map.entry("GET /api/v1/tenants", Rule.OPERATOR),
            Map.entry("POST /api/v1/tenants", Rule.OPERATOR),
            Map.entry("DELETE /api/v1/tenants/{tenant}", Rule.OPERATOR),
            Map.entry("GET /api/v1/users", Rule.OPERATOR),
            Map.entry("POST /api/v1/users", Rule.OPERATOR),
            Map.entry("DELETE /api/v1/users/{user}", Rule.OPERATOR),
            Map.entry("POST /api/v1/sign-in-links", Rule.OPERATOR),
            Map.entry("GET /api/v1/audit", Rule.OPERATOR),
            Map.entry("GET /api/v1/snapshots", Rule.OPERATOR),
            Map.entry("POST /api/v1/snapshots", Rule.OPERATOR),
            Map.entry("GET /api/v1/tokens", Rule.SELF),
            Map.entry("POST /api/v1/tokens", Rule.SELF),
            Map.entry("DELETE /api/v1/tokens/{id}", Rule.SELF),
            Map.entry("GET /api/v1/sites", Rule.SELF),
            Map.entry("POST /api/v1/sites", Rule.SELF),
            Map.entry("GET " + SITE, Rule.OWNER),
            Map.entry("DELETE " + SITE, Rule.OWNER),
            Map.entry("PUT " + SITE + "/suspended", Rule.OWNER),
            Map.entry("PUT " + SITE + "/indexes", Rule.OWNER),
            Map.entry("PUT " + SITE + "/domains", Rule.OWNER),
            Map.entry("GET " + SITE + "/certificates", Rule.OWNER),
            Map.entry("POST " + SITE + "/certificates", Rule.OWNER),
            Map.entry("DELETE " + SITE + "/certificates/{id}", Rule.OWNER),
            Map.entry("GET " + SITE + "/versions", Rule.OWNER),
            Map.entry("DELETE " + SITE + "/services/{service}/versions/{version}", Rule.OWNER),
            Map.entry("PUT " + SITE + "/services/{service}/versions/{version}/serving", Rule.OWNER),
            Map.entry("GET " + SITE + "/services/{service}/traffic", Rule.OWNER),
            Map.entry("PUT " + SITE + "/services/{service}/traffic", Rule.OWNER),
            Map.entry("POST " + SITE + "/services/{service}/rollback", Rule.OWNER),
            Map.entry("GET " + SITE + "/instances", Rule.OWNER),
            Map.entry("DELETE " + SITE + "/instances/{instance}", Rule.OWNER),
            Map.entry("GET " + SITE + "/load", Rule.OWNER),
            Map.entry("GET " + SITE + "/requests", Rule.OWNER),
            Map.entry("GET " + SITE + "/events", Rule.OWNER),
            Map.entry("GET " + SITE + "/logs", Rule.OWNER),
            Map.entry("GET " + SITE + "/deployments", Rule.OWNER),
            Map.entry("POST " + SITE + "/deployments", Rule.OWNER),
            Map.entry("GET " + SITE + "/deployments/{id}", Rule.OWNER),
            Map.entry("DELETE " + SITE + "/deployments/{id}", Rule.OWNER),
            Map.entry("GET " + SITE + "/deployments/{id}/log", Rule.OWNER),
            Map.entry("POST " + SITE + "/datastore/{method}", Rule.OWNER),
            Map.entry("GET " + SITE + "/datastore/export", Rule.OWNER),
            Map.entry("POST " + SITE + "/datastore/import", Rule.OWNER),
            Map.entry("GET " + SITE + "/tasks", Rule.OWNER),
            Map.entry("GET " + SITE + "/tasks/queues/{queue}", Rule.OWNER),
            Map.entry("POST " + SITE + "/tasks/queues/{queue}/pause", Rule.OWNER),
            Map.entry("POST " + SITE + "/tasks/queues/{queue}/resume", Rule.OWNER),
            Map.entry("POST " + SITE + "/tasks/queues/{queue}/purge", Rule.OWNER),
            Map.entry("POST " + SITE + "/tasks/queues/{queue}/tasks/{task}/run", Rule.OWNER),
            Map.entry("POST " + SITE + "/tasks/jobs/{job}/run", Rule.OWNER),
            Map.entry("POST " + SITE + "/jobs/tickets", Rule.OWNER));

    private static final Map<String, String> BODIES = Map.of(
            "PUT /api/v1/machines/{node}/draining",
            "{\"draining\":true}",
            "POST /api/v1/tenants",
            "{\"id\":\"sneaky\"}",
            "POST /api/v1/users",
            "{\"name\":\"sneaky\"}",
            "PUT " + SITE + "/suspended",
            "{\"suspended\":true}",
            "PUT " + SITE + "/indexes",
            "{\"strict\":true}",
            "PUT " + SITE + "/domains",
            "{\"domains\":[\"evil.example.com\"]}",
            "POST " + SITE + "/certificates",
            "{\"chain\":\"c\",\"key\":\"k\"}",
            "PUT " + SITE + "/services/{service}/versions/{version}/serving",
            "{\"serving\":false}",
            "PUT " + SITE + "/services/{service}/traffic",
            "{\"by\":\"IP\",\"shares\":[{\"version\":\"v1\",\"permille\":1000}]}");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Test
    void everyRouteHasARule() {
        var found = new TreeSet<String>();
        mappings.getHandlerMethods().forEach((info, method) -> {
            var paths = info.getPatternValues();
            for (String path : paths) {
                if (path.startsWith("/api/") && !path.startsWith("/api/v1/openapi")) {
                    info.getMethodsCondition().getMethods().forEach(verb -> found.add(verb + " " + path));
                }
            }
        });
        assertThat(found).isEqualTo(new TreeSet<>(RULES.keySet()));
    }

    @Test
    void nobodyIsLetInWithoutAToken() throws Exception {
        for (String route : RULES.keySet()) {
            assertThat(ask("", route, "any").status()).as(route).isEqualTo(401);
            assertThat(ask("isk_made-up", route, "any").status()).as(route).isEqualTo(401);
        }
    }

    @Test
    void aTenantIsRefusedWhatIsTheOperatorsAndFindsNothingOfOthers() throws Exception {
        call(operatorToken, "POST", "tenants", "{\"id\":\"mine\"}");
        call(operatorToken, "POST", "users", "{\"name\":\"mia\",\"tenant\":\"mine\"}");
        call(operatorToken, "POST", "sites", "{\"name\":\"theirs\"}");
        var mia = TokenFor.user(this, "mia");
        var wrong = new ArrayList<String>();
        for (var rule : new TreeMap<>(RULES).entrySet()) {
            var route = rule.getKey();
            switch (rule.getValue()) {
                case OPERATOR -> check(wrong, route, ask(mia, route, "theirs").status(), Set.of(403));
                case OWNER -> {
                    var foreign = ask(mia, route, "theirs");
                    var missing = ask(mia, route, "missing");
                    check(wrong, route, foreign.status(), Set.of(404));
                    check(
                            wrong,
                            route + " told apart",
                            foreign.body().replace("theirs", "missing").equals(missing.body()) ? 1 : 0,
                            Set.of(1));
                }
                case SELF -> {}
            }
        }
        assertThat(wrong).isEmpty();
        var theirs = get(operatorToken, "sites/theirs").json();
        assertThat(theirs.get("suspended").asBoolean()).isFalse();
        assertThat(theirs.get("strictIndexes").asBoolean()).isFalse();
        assertThat(theirs.get("domains")).isEmpty();
    }

    @Test
    void anOwnerReachesItsOwnAndSeesNoMachine() throws Exception {
        call(operatorToken, "POST", "tenants", "{\"id\":\"own\"}");
        call(operatorToken, "POST", "users", "{\"name\":\"otto\",\"tenant\":\"own\"}");
        var otto = TokenFor.user(this, "otto");
        assertThat(call(otto, "POST", "sites", "{\"name\":\"ottos\"}").status()).isEqualTo(201);
        for (var rule : RULES.entrySet()) {
            if (rule.getValue() != Rule.OPERATOR
                    && rule.getKey().startsWith("GET")
                    && !rule.getKey().contains("/{id}")
                    && !rule.getKey().contains("{service}")
                    // Needs a machine.
                    && !rule.getKey().endsWith("/datastore/export")
                    && !rule.getKey().contains("/tasks")) {
                assertThat(ask(otto, rule.getKey(), "ottos").status())
                        .as(rule.getKey())
                        .isEqualTo(200);
            }
        }
        assertThat(get(otto, "status").json().get("machines")).isEmpty();
        assertThat(call(otto, "POST", "sites", "{\"name\":\"x\",\"tenant\":\"house\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTokenDoesNoMoreThanItsScope() throws Exception {
        var reader = call(operatorToken, "POST", "tokens", "{\"label\":\"r\",\"scope\":\"READ\"}")
                .json()
                .get("token")
                .asString();
        call(operatorToken, "POST", "sites", "{\"name\":\"scoped\"}");
        assertThat(get(reader, "sites/scoped").status()).isEqualTo(200);
        var wrong = new ArrayList<String>();
        for (var route : new TreeSet<>(RULES.keySet())) {
            if (!route.startsWith("GET")) {
                check(wrong, route, ask(reader, route, "scoped").status(), Set.of(403, 404, 409));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(get(operatorToken, "sites/scoped").json().get("suspended").asBoolean())
                .isFalse();
    }

    private static void check(List<String> wrong, String route, int status, Set<Integer> wanted) {
        if (!wanted.contains(status)) {
            wrong.add(route + " answered " + status);
        }
    }

    private Answer ask(String token, String route, String site) throws Exception {
        var verb = route.substring(0, route.indexOf(' '));
        var path = route.substring(route.indexOf(' ') + "/api/v1/".length() + 1)
                .replace("{site}", site)
                .replace("{service}", "default")
                .replace("{version}", "v1")
                .replace("{instance}", "i-1")
                .replace("{node}", "node-x")
                .replace("{tenant}", "house")
                .replace("{user}", "nobody")
                .replace("{method}", "commit")
                .replace("{queue}", "default")
                .replace("{task}", "one")
                .replace("{job}", "daily")
                .replace("{id}", "999999");
        if (route.equals("POST " + SITE + "/deployments") || route.equals("POST " + SITE + "/datastore/import")) {
            return upload(token, path, new byte[] {1});
        }
        if (verb.equals("GET")) {
            return get(token, path);
        }
        var body = switch (route) {
            case "POST /api/v1/sites" -> "{\"name\":\"by-" + Integer.toHexString(token.hashCode()) + "\"}";
            case "POST /api/v1/tokens" -> "{\"label\":\"more\",\"scope\":\"ALL\"}";
            default -> BODIES.getOrDefault(route, "{}");
        };
        return call(token, verb, path, body);
    }
}
