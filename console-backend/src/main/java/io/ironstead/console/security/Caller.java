package io.ironstead.console.security;

import io.ironstead.model.TenantId;
import java.util.Optional;

/**
 * Who asks a service for something, and from where. Services check it themselves, so a new page or route cannot forget.
 *
 * @param user the person's name, as the audit log shows it
 * @param tenant whose sites a {@link Role#TENANT} may see; empty for operators
 * @param scope what the token may do; a signed-in person has {@link Scope#ALL}
 * @param address of the browser or program
 */
public record Caller(String user, Role role, Optional<TenantId> tenant, Scope scope, String address) {

    /** The platform itself: retention, deployments that go on by themselves. */
    public static final Caller PLATFORM = new Caller("ironstead", Role.OPERATOR, Optional.empty(), Scope.ALL, "local");

    public Caller {
        if ((role == Role.TENANT) != tenant.isPresent()) {
            throw new IllegalArgumentException("A tenant's user has a tenant, an operator has none");
        }
    }

    public boolean isOperator() {
        return role == Role.OPERATOR;
    }

    /** True when sites of this tenant are this caller's business. */
    public boolean mayUse(TenantId owner) {
        return isOperator() || tenant.orElseThrow().equals(owner);
    }

    /** @throws NotAllowedException unless an operator with full scope asks */
    public void requireOperator() {
        requireScope(Scope.ALL);
        if (!isOperator()) {
            throw new NotAllowedException("Only operators may do this.");
        }
    }

    /** @throws NotAllowedException when a token of a smaller scope asks */
    public void requireScope(Scope wanted) {
        if (scope.compareTo(wanted) < 0) {
            throw new NotAllowedException(
                    "This token may only " + scope.word() + "; this needs one that may " + wanted.word() + ".");
        }
    }

    /** Operators see everything; a tenant's users see their tenant's sites. */
    public enum Role {
        OPERATOR,
        TENANT
    }

    /** What a token may do, each more than the one before. */
    public enum Scope {
        READ("read"),
        DEPLOY("deploy"),
        ALL("do everything");

        private final String word;

        Scope(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
