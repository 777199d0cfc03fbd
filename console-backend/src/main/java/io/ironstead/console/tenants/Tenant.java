package io.ironstead.console.tenants;

import io.ironstead.model.TenantId;
import java.time.Instant;

/** Who owns sites. {@code sitesMax} is at least 1; {@code sites} and {@code users} are counted when asked. */
public record Tenant(TenantId id, int sitesMax, int sites, int users, Instant createdAt) {}
