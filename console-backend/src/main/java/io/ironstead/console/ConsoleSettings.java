package io.ironstead.console;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
        @Min(1) @DefaultValue("2147483648") long bundleBytesMax) {}
