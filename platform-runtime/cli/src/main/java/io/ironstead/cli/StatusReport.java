package io.ironstead.cli;

import io.ironstead.cli.console.ConsoleClient;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole picture as the console has it: machines, sites, their versions and instances. */
record StatusReport(ObjectNode json) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PERMILLE_IN_PERCENT = 10;

    static StatusReport of(ConsoleClient console, URI url) {
        var json = JSON.createObjectNode().put("console", url.toString());
        console.get("status").properties().forEach(part -> json.set(part.getKey(), part.getValue()));
        return new StatusReport(json);
    }

    void print(PrintWriter out) {
        out.println("Console  " + json.path("console").asString());
        out.println();
        out.println(row("MACHINE", "HEALTH", "INSTANCES", "SITES AT"));
        for (var machine : json.path("machines")) {
            out.println(row(
                    machine.path("id").asString(""),
                    machine.path("health").asString("").toLowerCase(Locale.ROOT),
                    machine.path("instances").size(),
                    machine.path("http").asString("")));
        }
        for (var machine : json.path("machines")) {
            var files = machine.path("files").path("sentence").asString("");
            if (!files.isEmpty()) {
                out.println("Files of " + machine.path("id").asString("") + ": " + files);
            }
            var sandbox = machine.path("sandbox").asString("");
            if (!sandbox.isEmpty()) {
                out.println("Sandbox of " + machine.path("id").asString("") + ": " + sandbox);
            }
        }
        out.println();
        out.println(row("SITE", "STATE", "INSTANCES", "ADDRESS, AND VERSIONS WITH TRAFFIC"));
        for (var site : json.path("sites")) {
            out.println(row(
                    site.path("name").asString(""),
                    stateOf(site),
                    site.path("instances").size(),
                    site.path("address").asString("") + "  " + versionsOf(site)));
        }
        if (json.path("sites").isEmpty()) {
            out.println("No site yet. Make one with ./ironstead deploy PATH --site NAME.");
        }
    }

    private static String stateOf(JsonNode site) {
        if (site.path("suspended").asBoolean(false)) {
            return "suspended";
        }
        if (site.path("versions").isEmpty()) {
            return "empty";
        }
        return site.path("asleep").asBoolean(false) ? "asleep" : "awake";
    }

    private static String versionsOf(JsonNode site) {
        var words = new StringBuilder();
        for (var version : site.path("versions")) {
            var permille = version.path("trafficPermille").asInt(0);
            if (permille > 0) {
                words.append(version.path("version").asString(""))
                        .append(' ')
                        .append(permille / PERMILLE_IN_PERCENT)
                        .append(" %  ");
            }
        }
        return words.toString();
    }

    private static String row(String first, String second, Object third, String rest) {
        return String.format(Locale.ROOT, "%-20s %-11s %-10s %s", first, second, third, rest)
                .stripTrailing();
    }
}
