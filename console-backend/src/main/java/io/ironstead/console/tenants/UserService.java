package io.ironstead.console.tenants;

import io.ironstead.console.audit.AuditLog;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.Caller.Role;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import io.ironstead.model.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The people who sign in: created by operators, who give them a one-time link. */
@Service
public class UserService {
    /** The first operator's name. */
    public static final String FIRST_OPERATOR = "operator";

    private static final int PASSWORD_LENGTH_MIN = 12;
    private static final int PASSWORD_LENGTH_MAX = 200;
    private static final RowMapper<ConsoleUser> USER = (row, n) -> new ConsoleUser(
            row.getString("name"),
            Role.valueOf(row.getString("role")),
            Optional.ofNullable(row.getString("tenant")).map(TenantId::new),
            row.getString("password_hash") != null,
            row.getObject("created_at", Instant.class));

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final PasswordEncoder passwords;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    UserService(
            JdbcClient jdbc,
            AuditLog audit,
            PasswordEncoder passwords,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.passwords = passwords;
        this.publisher = publisher;
        this.clock = clock;
    }

    public List<ConsoleUser> list(Caller caller) {
        caller.requireOperator();
        return jdbc.sql("select * from app_user order by name").query(USER).list();
    }

    public Optional<ConsoleUser> find(String name) {
        return jdbc.sql("select * from app_user where name = ?")
                .param(name)
                .query(USER)
                .optional();
    }

    /**
     * Creates a person: an operator, or one of a tenant's.
     *
     * @throws RefusedException when the name is taken or malformed, or there is no such tenant
     */
    @Transactional
    public void create(Caller caller, String name, Optional<TenantId> tenant) {
        caller.requireOperator();
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw new RefusedException(
                    "\"" + name + "\" is no user name.",
                    "Use 1 to 63 lower-case letters, digits, dots, hyphens and underscores.");
        }
        try {
            insert(name, tenant);
        } catch (DuplicateKeyException taken) {
            throw new RefusedException("There is a user \"" + name + "\" already.", "Choose another name.");
        } catch (DataIntegrityViolationException noTenant) {
            throw new RefusedException("There is no tenant \"" + tenant.orElse(null) + "\".", "Create it first.");
        }
        audit.record(
                caller,
                "user.create",
                name,
                Optional.empty(),
                "",
                tenant.map(TenantId::value).orElse("operator"));
    }

    /** @throws RefusedException for the last operator, or the caller itself */
    @Transactional
    public void delete(Caller caller, String name) {
        caller.requireOperator();
        if (name.equals(caller.user())) {
            throw new RefusedException("You cannot delete yourself.", "Ask another operator.");
        }
        var user = find(name).orElseThrow(() -> new NotFoundException("user", name));
        int operators = jdbc.sql("select count(*) from app_user where role = 'OPERATOR'")
                .query(Integer.class)
                .single();
        if (user.role() == Role.OPERATOR && operators <= 1) {
            throw new RefusedException("\"" + name + "\" is the last operator.", "Create another operator first.");
        }
        remove(user);
        audit.record(caller, "user.delete", name, Optional.empty(), "", "");
    }

    /** With a tenant its people go. */
    void deleteOf(TenantId tenant) {
        jdbc.sql("select * from app_user where tenant = ?")
                .param(tenant.value())
                .query(USER)
                .list()
                .forEach(this::remove);
    }

    private void remove(ConsoleUser user) {
        jdbc.sql("delete from app_user where name = ?").param(user.name()).update();
        publisher.publishEvent(new UserLeft(user));
    }

    /** Sets the caller's own password. @throws RefusedException unless it has 12 to 200 characters */
    @Transactional
    public void setOwnPassword(Caller caller, String password) {
        caller.requireScope(Caller.Scope.ALL);
        if (password.length() < PASSWORD_LENGTH_MIN || password.length() > PASSWORD_LENGTH_MAX) {
            throw new RefusedException("A password needs 12 to 200 characters.", "Choose another one.");
        }
        jdbc.sql("update app_user set password_hash = ? where name = ?")
                .params(passwords.encode(password), caller.user())
                .update();
        audit.record(caller, "user.password", caller.user(), Optional.empty(), "", "");
    }

    /** The stored hash, for the sign-in form; empty when there is no such user or no password. */
    public Optional<String> passwordHash(String name) {
        return jdbc.sql("select password_hash from app_user where name = ? and password_hash is not null")
                .param(name)
                .query(String.class)
                .optional();
    }

    /** Makes the first operator when there is nobody at all; called at every start. */
    public void ensureOperator() {
        int users =
                jdbc.sql("select count(*) from app_user").query(Integer.class).single();
        if (users == 0) {
            insert(FIRST_OPERATOR, Optional.empty());
        }
    }

    private void insert(String name, Optional<TenantId> tenant) {
        jdbc.sql("insert into app_user (name, role, tenant, created_at) values (?, ?, ?, ?)")
                .params(
                        name,
                        tenant.isPresent() ? Role.TENANT.name() : Role.OPERATOR.name(),
                        tenant.map(TenantId::value).orElse(null),
                        clock.instant())
                .update();
    }
}
