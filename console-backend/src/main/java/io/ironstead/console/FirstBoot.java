package io.ironstead.console;

import io.ironstead.console.agentlink.AgentServer;
import io.ironstead.console.security.ApiTokens;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.link.LinkJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What the console does once it serves: at its first boot it makes the first operator and prints a sign-in link; every
 * time it writes {@code console.json}, readable by its owner only, for the command line on the same machine.
 */
@Component
class FirstBoot {
    private static final Logger log = LoggerFactory.getLogger(FirstBoot.class);
    private static final String LOCAL_LABEL = "command line on the console's machine";

    private final ConsoleSettings settings;
    private final TenantService tenants;
    private final UserService users;
    private final SignInLinks links;
    private final ApiTokens tokens;
    private final AgentServer agents;

    FirstBoot(
            ConsoleSettings settings,
            TenantService tenants,
            UserService users,
            SignInLinks links,
            ApiTokens tokens,
            AgentServer agents) {
        this.settings = settings;
        this.tenants = tenants;
        this.users = users;
        this.links = links;
        this.tokens = tokens;
        this.agents = agents;
    }

    /** The content of {@code console.json}. */
    record ConsoleFile(long pid, URI url, String agentAddress, String token) {}

    @EventListener
    void ready(ApplicationReadyEvent event) throws IOException {
        tenants.ensureHouse();
        boolean first = users.list(Caller.PLATFORM).isEmpty();
        users.ensureOperator();
        if (first) {
            var link = links.create(Caller.PLATFORM, UserService.FIRST_OPERATOR);
            log.atInfo()
                    .addKeyValue("link", link.url())
                    .log("First boot: sign in with this link, once, within an hour");
        }
        var file = settings.dataDir().resolve("console.json");
        write(
                file,
                new ConsoleFile(
                        ProcessHandle.current().pid(), settings.publicAddress(), agents.address(), localToken(file)));
    }

    /** The token of an earlier start while it works; else a new one, and the old one is revoked. */
    private String localToken(Path file) throws IOException {
        if (Files.exists(file)) {
            var old = LinkJson.read(Files.readAllBytes(file), ConsoleFile.class).token();
            if (tokens.authenticate(old, "local").isPresent()) {
                return old;
            }
        }
        var owner = users.list(Caller.PLATFORM).stream()
                .filter(user -> user.role() == Caller.Role.OPERATOR)
                .findFirst()
                .orElseThrow();
        var caller = new Caller(owner.name(), Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, "local");
        tokens.list(caller).stream()
                .filter(token -> token.label().equals(LOCAL_LABEL))
                .forEach(token -> tokens.revoke(caller, token.id()));
        return tokens.create(caller, LOCAL_LABEL, Caller.Scope.ALL, Optional.empty());
    }

    private static void write(Path file, ConsoleFile content) throws IOException {
        var part = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "console-",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, LinkJson.bytes(content));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
