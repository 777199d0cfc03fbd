package io.ironstead.console.stage;

import io.ironstead.console.ConsoleApplication;
import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.bundles.DeploymentService;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.sites.SiteService;
import io.ironstead.console.tenants.TenantService;
import io.ironstead.console.tenants.UserService;
import io.ironstead.link.JoinToken;
import io.ironstead.model.SiteName;
import io.ironstead.model.TenantId;
import io.ironstead.model.control.NodeEvent;
import io.ironstead.model.control.NodeFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The console itself on an empty data folder, with three made-up machines and some sites. */
public final class Stage implements AutoCloseable {
    private static final long GIB = 1L << 30;

    private final ConfigurableApplicationContext context;
    private final List<FakeAgent> agents = new ArrayList<>();
    private final List<FakeLoad> loads = new ArrayList<>();
    private final Caller operator = Caller.PLATFORM;

    /** Starts an empty console; it listens on loopback only. */
    public Stage(Path data, int port) {
        this(data, port, URI.create("http://127.0.0.1:" + port));
    }

    /** @param publicAddress where people reach it; behind a proxy of theirs, if not where it listens */
    public Stage(Path data, int port, URI publicAddress) {
        context = SpringApplication.run(
                ConsoleApplication.class,
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--console.data-dir=" + data,
                "--console.agent-port=0",
                "--console.public-address=" + publicAddress);
    }

    /** For looking at it in a browser: {@code Stage DATA PORT}. */
    public static void main(String[] arguments) throws Exception {
        var stage = new Stage(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        stage.play();
        System.Logger log = System.getLogger("stage");
        log.log(System.Logger.Level.INFO, "SIGN-IN " + stage.signIn("operator"));
        log.log(System.Logger.Level.INFO, "SIGN-IN " + stage.signIn("ana"));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public URI address() {
        var port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A link that signs in once. */
    public URI signIn(String user) {
        var link = bean(SignInLinks.class).create(operator, user).url();
        return address().resolve(link.getPath());
    }

    /** Three machines, six sites of two tenants, and a tenant's user ana. */
    public void play() throws Exception {
        machine("node-1", 8, 24, 480, 0.62, 0.44, 0.45);
        machine("node-2", 8, 24, 480, 0.31, 0.38, 0.35);
        machine("node-3", 4, 16, 480, 0.22, 0.91, 0.20);
        bean(TenantService.class).create(operator, new TenantId("acme"), 20);
        bean(UserService.class).create(operator, "ana", Optional.of(new TenantId("acme")));
        for (var name : List.of("shop", "tickets", "catalog", "wiki", "docs", "blog")) {
            var owner = name.equals("shop") || name.equals("blog") ? "acme" : "house";
            bean(SiteService.class).create(operator, new SiteName(name), Optional.of(new TenantId(owner)));
            deploy(name, python(), 1000);
        }
        bean(SiteService.class).setDomains(operator, new SiteName("shop"), List.of("shop.example.com"));
        agents.getFirst()
                .happened(
                        NodeEvent.Level.INFO,
                        Optional.of(new SiteName("blog")),
                        "blog woke for 1 request, which waited 210 ms.");
        agents.getLast().happened(NodeEvent.Level.ATTENTION, Optional.empty(), "node-3 disk passed 90 %.");
    }

    public void machine(String name, int cores, int memoryGib, int diskGib, double busy, double disk, double share)
            throws Exception {
        var command = bean(JoinCommands.class).create(operator);
        var facts = new NodeFacts(
                name + ".example.com",
                "Debian GNU/Linux 12",
                cores,
                memoryGib * GIB,
                diskGib * GIB,
                "10.0.0." + (agents.size() + 1) + ":8000",
                4711,
                "none",
                List.of("python 3.12.7", "java 25.0.3", "node 22.11"));
        var load = new FakeLoad(name, busy, disk, share);
        loads.add(load);
        agents.add(new FakeAgent(
                JoinToken.parse(command.token()).orElseThrow(), name, facts, InstantSource.system(), load));
    }

    /** Lets the machines fail, or not fail, at their builds from now on. */
    public void failBuilds(boolean now) {
        loads.forEach(load -> load.failBuilds(now));
    }

    /** Begins a deployment and gives its id. */
    public long deploy(String site, byte[] archive, int permille) {
        var deployments = bean(DeploymentService.class);
        var name = new SiteName(site);
        var begun = deployments.begin(operator, name, site + ".zip", Optional.empty(), permille);
        deployments.receive(operator, name, begun.id(), new ByteArrayInputStream(archive));
        return begun.id();
    }

    /** A small Python application, zipped; each one differs. */
    public byte[] python() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, "app.yaml", "runtime: python312\nhandlers:\n- url: /.*\n  script: auto\n");
            entry(zip, "requirements.txt", "flask==3.1.0\n");
            entry(zip, "main.py", "# " + agents.size() + " " + System.nanoTime() + "\napp = None\n");
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Override
    public void close() {
        agents.forEach(FakeAgent::close);
        context.close();
    }
}
