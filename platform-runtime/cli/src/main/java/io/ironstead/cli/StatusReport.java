package io.ironstead.cli;

import static io.ironstead.cli.console.ConsoleClient.quote;

import io.ironstead.cli.console.ConsoleClient;
import io.ironstead.cli.console.ConsoleOptions;
import io.ironstead.cli.local.AgentFile;
import io.ironstead.cli.local.ProcessId;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The console's answers put together: machines, sites, their versions and instances. */
record StatusReport(ObjectNode json) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static StatusReport of(ConsoleClient console, URI url, ConsoleOptions options) {
        var json = JSON.createObjectNode().put("console", url.toString());
        json.set("status", console.get("status"));
        var machines = json.putArray("machines");
        var local = options.isLocal() ? options.dataFolder().agentFile() : Optional.<AgentFile>empty();
        for (var machine : console.get("machines")) {
            var copy = ((ObjectNode) machine).deepCopy();
            local.filter(agent -> isSame(agent, machine)).ifPresent(agent -> {
                copy.put("pid", agent.pid());
                copy.put("http", agent.http());
            });
            machines.add(copy);
        }
        var sites = json.putArray("sites");
        for (var site : console.get("sites")) {
            var path = "sites/" + quote(site.path("name").asString());
            var copy = ((ObjectNode) site).deepCopy();
            copy.set("versions", console.get(path + "/versions"));
            copy.set("instances", console.get(path + "/instances"));
            sites.add(copy);
        }
        return new StatusReport(json);
    }

    private static boolean isSame(AgentFile agent, JsonNode machine) {
        return agent.node().equals(machine.path("id").asString(""))
                && ProcessId.of(agent.pid()).isPresent();
    }

    void print(PrintWriter out) {
        out.println("Console  " + json.path("console").asString());
        out.println();
        out.println("MACHINE              STATE        SITES AT");
        for (var machine : json.path("machines")) {
            out.println(row(
                    machine.path("name").asString(machine.path("id").asString("")),
                    machine.path("state").asString(""),
                    machine.path("http").asString("")));
        }
        out.println();
        out.println("SITE                 INSTANCES    VERSIONS");
        for (var site : json.path("sites")) {
            var versions = new StringBuilder();
            for (var version : site.path("versions")) {
                versions.append(version.path("version")
                                .asString(version.path("id").asString("?")))
                        .append(' ');
            }
            out.println(row(
                    site.path("name").asString(),
                    Integer.toString(site.path("instances").size()),
                    versions.toString()));
        }
    }

    private static String row(String first, String second, String third) {
        return String.format(Locale.ROOT, "%-20s %-12s %s", first, second, third)
                .stripTrailing();
    }
}
