package io.ironstead.console.agentlink;

import io.ironstead.console.ConsoleSettings;
import io.ironstead.console.fleet.JoinTokens;
import io.ironstead.console.security.Caller;
import io.ironstead.link.JoinToken;
import io.ironstead.model.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What an operator pastes on a new server. */
@Service
public class JoinCommands {
    private final JoinTokens tokens;
    private final CertificateAuthority authority;
    private final AgentServer server;
    private final ConsoleSettings settings;

    JoinCommands(JoinTokens tokens, CertificateAuthority authority, AgentServer server, ConsoleSettings settings) {
        this.settings = settings;
        this.tokens = tokens;
        this.authority = authority;
        this.server = server;
    }

    /**
     * The command and the token in it; both are shown this once. {@code install} is the command for a bare server, empty when
     * this console hands out no agent; {@code command} is for a folder of Ironstead. {@code secret} asks {@link #joined} about it. */
    public record JoinCommand(String token, String command, String install, String secret, Instant expiresAt) {
        @Override
        public String toString() {
            return "JoinCommand[expiresAt=" + expiresAt + "]";
        }
    }

    /** Works once, for an hour. */
    public JoinCommand create(Caller caller) {
        var issued = tokens.issue(caller);
        var token = new JoinToken(server.address(), authority.fingerprint(), issued.secret()).text();
        var install = settings.programsDir() != null
                ? "curl -fsS " + settings.publicAddress() + "/install | sudo sh -s -- " + token
                : "";
        return new JoinCommand(token, "./ironstead join " + token, install, issued.secret(), issued.expiresAt());
    }

    /** The machine that joined with this command, once one did. */
    public Optional<NodeId> joined(Caller caller, String secret) {
        return tokens.joinedWith(caller, secret);
    }
}
