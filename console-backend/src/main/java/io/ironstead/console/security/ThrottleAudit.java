package io.ironstead.console.security;

import io.ironstead.console.audit.AuditLog;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes into the audit log that passwords are being guessed. */
@Component
class ThrottleAudit implements SignInThrottle.Witness {
    private final JdbcClient jdbc;
    private final AuditLog audit;

    ThrottleAudit(JdbcClient jdbc, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    @Override
    public void throttled(String account, String address, String what) {
        // People type passwords into the wrong field: only names that are somebody's are written down.
        int users = jdbc.sql("select count(*) from app_user where name = ?")
                .param(account)
                .query(Integer.class)
                .single();
        audit.record(
                new Caller("ironstead", Caller.Role.OPERATOR, Optional.empty(), Caller.Scope.ALL, address),
                "sign-in.throttled",
                users == 1 ? account : "(no such user)",
                Optional.empty(),
                "",
                "too many wrong passwords " + what);
    }
}
