package io.ironstead.console;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code console.*}.
 *
 * @param dataDir holds the database, the CA's key and the bundles; made when missing, readable by its owner only
 * @param publicAddress how people reach the console; links are made from it
 * @param agentPort where agents dial in; 0 takes any free port
 * @param agentAddress the host name or address agents are told to dial; in the server's certificate
 * @param agentBind the address that port is opened on
 * @param agentTimeout a machine that was silent this long is shown as away
 * @param platformDomain sites answer at {@code <name>.<platformDomain>} on every node
 * @param sitesPort the port in sites' addresses, as visitors see it
 * @param sitesHttpsPort where sites answer by HTTPS, besides 443: people are sent back there after they have signed in
 * @param programsDir the folder with the built {@code agent/} and {@code java-host/}, which the console hands out to new
 *     servers; empty: it hands out none
 * @param couchSource the line of Apache's package source for CouchDB, as in {@code sources.list}; empty: new servers get no
 *     CouchDB
 * @param couchSourceKey where the key of that source is, an https address
 * @param snapshotDir where snapshots of the console are kept, best on another disk; empty: in the data folder
 * @param snapshotEvery how often one is taken
 * @param snapshotsKept how many are kept, the newest
 * @param bundleBytesMax the largest archive that is taken
 */
@Validated
@ConfigurationProperties("console")
public record ConsoleSettings(
        @NotNull Path dataDir,
        @NotNull @DefaultValue("http://localhost:8080") URI publicAddress,
        @Min(0) @Max(65_535) @DefaultValue("8081") int agentPort,
        @NotNull @DefaultValue("127.0.0.1") String agentAddress,
        @NotNull @DefaultValue("127.0.0.1") String agentBind,
        @NotNull @DefaultValue("5s") Duration agentTimeout,
        @NotNull @DefaultValue("localhost") String platformDomain,
        @Min(0) @Max(65_535) @DefaultValue("8000") int sitesPort,
        @Min(0) @Max(65_535) @DefaultValue("443") int sitesHttpsPort,
        @Nullable Path programsDir,

        @NotNull @DefaultValue("") @Pattern(regexp = "[^'\n\r]{0,500}")
        String couchSource,

        @NotNull @DefaultValue("") @Pattern(regexp = "[^'\n\r]{0,500}")
        String couchSourceKey,

        @Nullable Path snapshotDir,
        @NotNull @DefaultValue("6h") Duration snapshotEvery,
        @Min(1) @Max(1000) @DefaultValue("14") int snapshotsKept,
        @Min(1) @DefaultValue("2147483648") long bundleBytesMax) {}
