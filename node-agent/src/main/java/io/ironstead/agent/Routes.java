package io.ironstead.agent;

import io.ironstead.agent.supervise.Front;
import io.ironstead.broker.Broker;
import io.ironstead.broker.route.RouteTable;
import io.ironstead.model.Digest;
import io.ironstead.model.control.DesiredSite;
import io.ironstead.model.signin.SiteSignIn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What visitors get, for a broker that may not listen yet: it opens its doors with the routes there are by then, so that
 * a restarted node never tells a visitor that his site is not here.
 */
final class Routes implements Front {
    private final String platformDomain;
    private final Function<Digest, Optional<Path>> filesOfBundle;
    private final ReentrantLock lock = new ReentrantLock();
    private RouteTable table = RouteTable.EMPTY;
    private Optional<SiteSignIn> signIn = Optional.empty();
    private @Nullable Broker broker;

    Routes(String platformDomain, Function<Digest, Optional<Path>> filesOfBundle) {
        this.platformDomain = platformDomain;
        this.filesOfBundle = filesOfBundle;
    }

    @Override
    public void serve(List<DesiredSite> sites) {
        lock.lock();
        try {
            table = table.next(sites, platformDomain, filesOfBundle);
            if (broker != null) {
                broker.route(table);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signIn(Optional<SiteSignIn> wanted) {
        lock.lock();
        try {
            signIn = wanted;
            if (broker != null) {
                broker.signIn(wanted);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a broker of the routes there are, and keeps it up to date from then on. */
    Broker openWith(Function<RouteTable, Broker> open) {
        lock.lock();
        try {
            var opened = open.apply(table);
            opened.signIn(signIn);
            broker = opened;
            return opened;
        } finally {
            lock.unlock();
        }
    }
}
