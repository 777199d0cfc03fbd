package io.ironstead.console.tenants;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.model.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Tenants, for operators. The tenant {@link #HOUSE} exists from the start and owns what operators create. */
@Service
public class TenantService {
    /** Owner of operators' own sites. */
    public static final TenantId HOUSE = new TenantId("house");

    private static final int SITES_MAX_LIMIT = 100_000;

    private final JdbcClient jdbc;
    private final UserService users;
    private final AuditLog audit;
    private final InstantSource clock;

    TenantService(JdbcClient jdbc, UserService users, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.users = users;
        this.audit = audit;
        this.clock = clock;
    }

    public List<Tenant> list(Caller caller) {
        caller.requireOperator();
        return jdbc.sql("""
                        select t.*, (select count(*) from site s where s.tenant = t.id) sites,
                          (select count(*) from app_user u where u.tenant = t.id) users
                        from tenant t order by t.id""")
                .query((row, n) -> new Tenant(
                        new TenantId(row.getString("id")),
                        row.getInt("sites_max"),
                        row.getInt("sites"),
                        row.getInt("users"),
                        row.getObject("created_at", Instant.class)))
                .list();
    }

    /** @throws RefusedException when the name is taken or {@code sitesMax} is not 1 to 100,000 */
    @Transactional
    public void create(Caller caller, TenantId id, int sitesMax) {
        caller.requireOperator();
        requireSitesMax(sitesMax);
        try {
            insert(id, sitesMax);
        } catch (DuplicateKeyException taken) {
            throw new RefusedException("There is a tenant \"" + id + "\" already.", "Choose another name.");
        }
        audit.record(caller, "tenant.create", id.value(), Optional.empty(), "", sitesMax + " sites at most");
    }

    /** @throws NotFoundException when there is no such tenant */
    @Transactional
    public void setSitesMax(Caller caller, TenantId id, int sitesMax) {
        caller.requireOperator();
        requireSitesMax(sitesMax);
        if (jdbc.sql("update tenant set sites_max = ? where id = ?")
                        .params(sitesMax, id.value())
                        .update()
                == 0) {
            throw new NotFoundException("tenant", id);
        }
        audit.record(caller, "tenant.limit", id.value(), Optional.empty(), "", sitesMax + " sites at most");
    }

    /** Removes a tenant and its users. @throws RefusedException while it owns sites */
    @Transactional
    public void delete(Caller caller, TenantId id) {
        caller.requireOperator();
        if (id.equals(HOUSE)) {
            throw new RefusedException("The tenant \"house\" belongs to the operators.", "It cannot be deleted.");
        }
        int sites = jdbc.sql("select count(*) from site where tenant = ?")
                .param(id.value())
                .query(Integer.class)
                .single();
        if (sites > 0) {
            throw new RefusedException(
                    "The tenant \"" + id + "\" still owns " + sites + " sites.", "Delete its sites first.");
        }
        users.deleteOf(id);
        // Another tenant of this name must not get the data of its sites.
        jdbc.sql("update former_site set tenant = null where tenant = ?")
                .param(id.value())
                .update();
        if (jdbc.sql("delete from tenant where id = ?").param(id.value()).update() == 0) {
            throw new NotFoundException("tenant", id);
        }
        audit.record(caller, "tenant.delete", id.value(), Optional.empty(), "", "");
    }

    /** Makes {@link #HOUSE} when it is missing; called at every start. */
    public void ensureHouse() {
        int present = jdbc.sql("select count(*) from tenant where id = ?")
                .param(HOUSE.value())
                .query(Integer.class)
                .single();
        if (present == 0) {
            insert(HOUSE, SITES_MAX_LIMIT);
        }
    }

    private void insert(TenantId id, int sitesMax) {
        jdbc.sql("insert into tenant (id, sites_max, created_at) values (?, ?, ?)")
                .params(id.value(), sitesMax, clock.instant())
                .update();
    }

    private static void requireSitesMax(int sitesMax) {
        if (sitesMax < 1 || sitesMax > SITES_MAX_LIMIT) {
            throw new RefusedException("A tenant may have 1 to 100,000 sites.", "Give a number in that range.");
        }
    }
}
