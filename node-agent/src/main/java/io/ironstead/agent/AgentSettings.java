package io.ironstead.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything an operator can set on a node, under {@code agent.*}. Defaults suit one machine with 4 GiB.
 *
 * @param dataDir everything this node keeps; one agent at a time
 * @param token a join token, needed once; ignored when this server has joined that console already
 * @param name the machine's name to ask for; the host's own name when empty
 * @param httpAddress where visitors come in; {@code 0.0.0.0} for every network
 * @param httpPort 0 takes any free one
 * @param httpsPort empty: no HTTPS
 * @param datastorePort where Cloud Datastore's clients on this machine find every site's data, on loopback; empty: not offered
 * @param couch addresses of CouchDB, the nearest first; empty: a server of this node's own, in its data folder
 * @param couchUser an administrator of it
 * @param couchPasswordFile the file with its password
 * @param couchCopies copies it keeps of each document: 3 in a cluster of three nodes or more, 1 on a single one
 * @param logSlots documents in a site's log after which it goes on in a new database, so that the old one can be dropped
 * @param clusterAddress where the other nodes of the pool reach this one; on a network of their own, for not all of it is
 *     encrypted; empty: as {@code httpAddress}
 * @param platformDomain sites answer at {@code SITE.<platformDomain>}
 * @param instanceMemory what all instances together may be promised; 0: three quarters of this machine's
 * @param sandbox {@code auto}: the thickest wall this machine can have; {@code none}: no wall, for trusted code
 * @param trustedCodeOnly the operator trusts all tenants, so several may run where no wall keeps them apart
 * @param tenantUsers {@code first+count}: user numbers for tenants that nobody else on this machine has
 * @param egress where sites' programs may connect to, each as {@code site=host}, {@code site=host:port}, or {@code *=host} for
 *     all sites; hosts may be {@code *.example.com}; private addresses are always refused
 * @param javaHostDir the folder with the process that runs WARs; without it Java sites cannot run
 * @param tahoe whether stored files go to Tahoe-LAFS, which the agent installs for itself (170 MB); else to this disk
 */
@ConfigurationProperties("agent")
public record AgentSettings(
        @DefaultValue("${user.home}/.ironstead/agent") Path dataDir,
        @Nullable String token,
        @DefaultValue("") String name,
        @DefaultValue("127.0.0.1") String httpAddress,
        @DefaultValue("8000") int httpPort,
        @Nullable Integer httpsPort,
        @Nullable Integer datastorePort,
        @DefaultValue({}) List<URI> couch,
        @DefaultValue("admin") String couchUser,
        @Nullable Path couchPasswordFile,
        @DefaultValue("3") int couchCopies,
        @DefaultValue("10000") long logSlots,
        @DefaultValue("") String clusterAddress,
        @DefaultValue("localhost") String platformDomain,
        @DefaultValue("0") DataSize instanceMemory,
        @DefaultValue("auto") String sandbox,
        @DefaultValue("false") boolean trustedCodeOnly,
        @DefaultValue("1900000000+65536") String tenantUsers,
        @DefaultValue({}) List<String> egress,
        @Nullable Path javaHostDir,
        @DefaultValue("false") boolean tahoe) {

    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){0,10}");

    private static final Pattern USERS = Pattern.compile("[1-9][0-9]{4,9}\\+[1-9][0-9]{0,5}");

    public AgentSettings {
        require(!dataDir.toString().isBlank(), "agent.data-dir must name a folder");
        require(!httpAddress.isBlank(), "agent.http-address must be an address of this machine, or 0.0.0.0 for all");
        require(isPort(httpPort), "agent.http-port must be 0 to 65535");
        require(httpsPort == null || isPort(httpsPort), "agent.https-port must be 0 to 65535, or empty for no HTTPS");
        require(
                httpsPort == null || httpsPort == 0 || httpsPort != httpPort,
                "agent.https-port must differ from agent.http-port");
        require(datastorePort == null || isPort(datastorePort), "agent.datastore-port must be 0 to 65535, or empty");
        require(
                couch.isEmpty() || couchPasswordFile != null,
                "agent.couch-password-file must name the file with the password of agent.couch");
        require(couchCopies >= 1 && couchCopies <= 9, "agent.couch-copies must be 1 to 9");
        require(logSlots >= 10, "agent.log-slots must be 10 or more");
        require(
                platformDomain.length() <= 200 && DOMAIN.matcher(platformDomain).matches(),
                "agent.platform-domain must be a domain in lower case, like apps.example.com");
        require(!instanceMemory.isNegative(), "agent.instance-memory must be 0 or a size like 3GB");
        require(sandbox.equals("auto") || sandbox.equals("none"), "agent.sandbox must be auto or none");
        require(USERS.matcher(tenantUsers).matches(), "agent.tenant-users must be like 1900000000+65536");
        require(name.length() <= 200, "agent.name must have at most 200 characters");
    }

    private static boolean isPort(int port) {
        return port >= 0 && port <= 65_535;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** Without the token, which is a secret until it was used. */
    @Override
    public String toString() {
        return "AgentSettings[dataDir=" + dataDir + ", httpAddress=" + httpAddress + ", httpPort=" + httpPort + "]";
    }
}
