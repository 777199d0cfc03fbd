package io.ironstead.console.tenants;

import io.ironstead.console.security.Caller.Role;
import io.ironstead.model.TenantId;
import java.time.Instant;
import java.util.Optional;

/** A person who signs in. Without a password, only by one-time links. */
public record ConsoleUser(String name, Role role, Optional<TenantId> tenant, boolean hasPassword, Instant createdAt) {}
