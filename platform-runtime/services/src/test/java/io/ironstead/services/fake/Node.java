package io.ironstead.services.fake;

import io.ironstead.model.InstanceId;
import io.ironstead.model.RequestFacts;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.services.ApiService;
import io.ironstead.services.api.ApiLimits;
import io.ironstead.services.api.ApiServer;
import io.ironstead.services.api.ApiServices;
import io.ironstead.services.api.Tickets;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An API server on real sockets, with its tickets and a clock. */
public final class Node implements AutoCloseable {
    public static final Duration LIFE = Duration.ofMinutes(10);

    public final TestClock clock = new TestClock();
    public final Tickets tickets = new Tickets(1000, new SecureRandom(), clock);
    public final ApiServer server;
    private final List<Program> programs = new ArrayList<>();

    public Node(ApiService... services) {
        this(ApiLimits.DEFAULT, services);
    }

    public Node(ApiLimits limits, ApiService... services) {
        server = new ApiServer(tickets, new ApiServices(List.of(services)), limits);
    }

    public static VersionKey version(String site) {
        return new VersionKey(new SiteName(site), ServiceName.DEFAULT, new VersionId("v1"));
    }

    /** An instance of a site, with its own way to the API. */
    public Program program(String site, String instance) throws IOException {
        var id = new InstanceId(instance);
        var program = new Program(version(site), id, server.open(version(site), id));
        programs.add(program);
        return program;
    }

    /** A request that this instance serves from now on. */
    public String ticket(Program program) {
        return tickets.mint(RequestFacts.visit(program.version(), program.instance(), "request-1", LIFE));
    }

    @Override
    public void close() {
        programs.forEach(program -> program.door().close());
        server.close();
    }
}
