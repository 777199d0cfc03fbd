package io.ironstead.broker.http;

import io.ironstead.broker.route.VersionRoute;
import io.ironstead.model.Lease;
import io.ironstead.model.NoInstanceException;
import io.ironstead.model.RequestFacts;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * LEASING     the instance source was asked for a place; the visitor's body is held back
 * CONNECTING  a place is there; a connection is taken from the pool, or one is opened
 * WAITING     the head was sent; the body follows; nothing of an answer was seen
 * ANSWERING   the answer's head was passed on
 * TUNNEL      both sides' bytes are passed on as they are
 * DONE        the lease is closed; nothing is owned
 *
 * May a request be sent again? While nothing was sent: yes (refused connections, up to three places). When it was sent
 * on a connection that had served before and died without a byte of answer: once, if HTTP calls it idempotent or the
 * kernel did not even take its head, and none of its body was used up. Else never: it may have been executed.
 *
 * A place may be at a peer: then the request goes to its broker, which executes it or says that it did not begin. For
 * such a place the same holds on every connection, and the next try may be anywhere. A peer may hang, or be cut off,
 * without closing a connection: when nothing is heard of the node any more, that counts as a connection that broke.
 */
/**
 * Passes a request to an instance, and its answer back. Owns one lease and the request's ticket there, and gives each
 * back exactly once.
 */
final class InstanceRoad implements Road, Asker {
    private static final int PLACES_MAX = 3;
    private static final Duration SOURCE_GRACE = Duration.ofSeconds(5);
    private static final long DEAF_GRACE_NANOS = Duration.ofSeconds(2).toNanos();

    /** A peer from which bytes come is there, whatever else is heard of it. */
    private static final long LOST_SILENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private enum Phase {
        LEASING,
        CONNECTING,
        WAITING,
        ANSWERING,
        TUNNEL,
        DONE
    }

    private final Exchange exchange;
    private final LoopShare share;
    private final Request request;
    private final VersionRoute version;

    private Phase phase = Phase.LEASING;
    private int places;
    private @Nullable CompletableFuture<Lease> asked;
    private @Nullable Lease lease;
    private String ticket = "";
    private @Nullable InstanceConnection connection;
    private boolean headNotSent;
    private boolean passed;
    private boolean answerSeen;
    private boolean sentAgain;
    private boolean bodyStarted;
    private boolean bodyTold;
    private boolean deaf;
    private boolean answerKeepsAlive;
    private @Nullable HttpHeaders switching;
    private long since;
    private long heardThere;
    private long begun;

    InstanceRoad(Exchange exchange, VersionRoute version) {
        this.exchange = exchange;
        this.share = exchange.share();
        this.request = exchange.request();
        this.version = version;
    }

    /** The exchange must have this road already: a page may be the answer before this returns. */
    void begin() {
        begun = System.nanoTime();
        askForPlace();
    }

    /** The same with this place, at a peer, or none. */
    void beginAt(Lease given) {
        begun = System.nanoTime();
        places = PLACES_MAX;
        take(given);
    }

    private void askForPlace() {
        places++;
        enter(Phase.LEASING);
        var wake = share.core.timeouts().wake().minusNanos(System.nanoTime() - begun);
        if (wake.isNegative()) {
            exchange.page(Page.TOO_SLOW);
            return;
        }
        var anywhere = share.core.anywhere();
        var source = anywhere == null || exchange.mustRunHere() ? share.core.instances() : anywhere;
        var future = source.lease(version.key(), wake);
        if (future.isDone()) {
            // The usual case, without a detour through the loop's queue.
            future.whenComplete(this::answered);
            return;
        }
        asked = future;
        exchange.holdBody(true);
        future.whenComplete(this::answeredSomewhere);
    }

    private void answeredSomewhere(@Nullable Lease given, @Nullable Throwable refusal) {
        try {
            share.loop.execute(() -> answered(given, refusal));
        } catch (RejectedExecutionException closed) {
            if (given != null) {
                given.close();
            }
        }
    }

    private void answered(@Nullable Lease given, @Nullable Throwable refusal) {
        asked = null;
        if (given == null) {
            if (phase == Phase.LEASING) {
                exchange.page(pageOf(refusal));
            }
        } else if (phase != Phase.LEASING) {
            given.close();
        } else {
            take(given);
        }
    }

    private void take(Lease given) {
        lease = given;
        passed = given.peer().isPresent();
        given.peer().ifPresentOrElse(exchange::passed, () -> exchange.leased(given.instance(), given.cold()));
        connect(given, true);
    }

    private static Page pageOf(@Nullable Throwable refusal) {
        var cause = refusal instanceof CompletionException && refusal.getCause() != null ? refusal.getCause() : refusal;
        if (!(cause instanceof NoInstanceException known)) {
            return Page.BROKE_OFF;
        }
        return switch (known.reason()) {
            case UNKNOWN_VERSION -> Page.NO_SERVICE;
            case CANNOT_START -> Page.CANNOT_START;
            case TIMED_OUT -> Page.TOO_SLOW;
            case OVERLOADED -> Page.BUSY;
            case STOPPING -> Page.STOPPING;
        };
    }

    private void connect(Lease place, boolean pooled) {
        enter(Phase.CONNECTING);
        var known = pooled ? share.pool.take(place.instance()) : null;
        if (known != null) {
            send(known);
            return;
        }
        exchange.holdBody(true);
        share.pool.open(place, this::connected);
    }

    private void connected(@Nullable InstanceConnection opened, @Nullable Throwable failure) {
        if (phase != Phase.CONNECTING) {
            if (opened != null) {
                opened.free();
            }
        } else if (opened != null) {
            send(opened);
        } else {
            var refused = lease;
            if (refused != null) {
                refused.unreachable();
            }
            closeLease();
            if (places < PLACES_MAX) {
                askForPlace();
            } else {
                exchange.page(Page.BROKE_OFF);
            }
        }
    }

    private void send(InstanceConnection open) {
        enter(Phase.WAITING);
        connection = open;
        headNotSent = false;
        var head = exchange.visitor().channel().alloc().directBuffer(1024);
        if (passed) {
            Heads.writeHop(head, exchange, version.key());
        } else {
            Heads.writeRequest(head, exchange, ticket());
        }
        boolean mayRepeat = request.isIdempotent() || !(passed || open.reused());
        open.begin(this, head, request.isHead(), request.chunked(), mayRepeat ? null : () -> headNotSent = true);
        if (request.hasBody() && !bodyTold) {
            exchange.holdBody(!open.isWritable());
        }
        if (connection == open) {
            open.flush();
        }
    }

    /** The same when a request is sent again to the same instance; another instance gets another. */
    private String ticket() {
        var place = lease;
        if (ticket.isEmpty() && place != null) {
            var user = Optional.ofNullable(exchange.user())
                    .map(known -> new RequestFacts.SignedIn(known.email(), known.id(), known.admin()));
            var facts = new RequestFacts(
                    version.key(), place.instance(), exchange.id(), "", user, exchange.total(), exchange.inside());
            ticket = share.core.tickets().mint(facts);
        }
        return ticket;
    }

    private void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }

    // --- the visitor's side -------------------------------------------------------------------------------------

    @Override
    public void body(ByteBuf part) {
        var open = connection;
        if (open == null || deaf || !part.isReadable()) {
            part.release();
        } else if (phase == Phase.TUNNEL) {
            since = System.nanoTime();
            open.raw(part);
        } else {
            bodyStarted = true;
            since = System.nanoTime();
            open.content(part);
        }
    }

    @Override
    public void bodyEnd(HttpHeaders trailers) {
        bodyTold = true;
        var open = connection;
        if (open != null && !deaf) {
            open.end(trailers);
            if (request.hasBody()) {
                open.flush();
            }
        }
    }

    @Override
    public void bodyPause() {
        var open = connection;
        if (open != null && !deaf && (phase == Phase.TUNNEL || request.hasBody())) {
            open.flush();
            // After the flush, and by what is true then: a pause ordered earlier might never be ended.
            if (phase == Phase.TUNNEL) {
                exchange.visitor().channel().config().setAutoRead(open.isWritable());
            } else {
                exchange.holdBody(!open.isWritable());
            }
        }
    }

    @Override
    public void visitorWritable() {
        if (connection != null) {
            connection.holdAnswer(!exchange.visitor().channel().isWritable());
        }
    }

    @Override
    public void cancel() {
        if (asked != null) {
            asked.cancel(false);
            asked = null;
        }
        done(false);
    }

    @Override
    public void check(long now) {
        var timeouts = share.core.timeouts();
        long waited = now - since;
        switch (phase) {
            case LEASING -> pageAfter(waited, timeouts.wake().plus(SOURCE_GRACE), Page.TOO_SLOW);
            case CONNECTING -> pageAfter(waited, timeouts.connect().plus(SOURCE_GRACE), Page.TOO_SLOW);
            case WAITING -> {
                if (isLost()) {
                    broken(false);
                } else if (deaf && waited > DEAF_GRACE_NANOS) {
                    exchange.page(Page.BROKE_OFF);
                } else {
                    pageAfter(waited, exchange.inside() ? timeouts.total() : timeouts.firstByte(), Page.TOO_SLOW);
                }
            }
            case ANSWERING -> {
                boolean silent = waited > timeouts.silence().toNanos() || isSilentlyLost(now);
                if (silent && exchange.visitor().channel().isWritable()) {
                    exchange.breakOff();
                }
            }
            case TUNNEL -> {
                if (waited > timeouts.silence().toNanos() || isSilentlyLost(now)) {
                    exchange.breakOff();
                }
            }
            case DONE -> {}
        }
    }

    private boolean isLost() {
        var place = lease;
        return place != null && place.lost();
    }

    private boolean isSilentlyLost(long now) {
        return passed && now - heardThere > LOST_SILENCE_NANOS && isLost();
    }

    private void pageAfter(long waited, Duration max, Page page) {
        if (waited > max.toNanos()) {
            exchange.page(page);
        }
    }

    // --- the instance's side ------------------------------------------------------------------------------------

    @Override
    public void answerHead(HttpResponse answer) {
        since = System.nanoTime();
        heardThere = since;
        answerSeen = true;
        int status = answer.status().code();
        if (passed) {
            exchange.timedThere(answer.headers().get(Hop.TIMING));
        }
        if (passed && answer.headers().contains(Hop.REFUSED)) {
            refusedThere(Hop.refusal(answer.headers().get(Hop.REFUSED)));
        } else if (answer.decoderResult().isFailure() || !isFramedPlainly(answer)) {
            answerBroken();
        } else if (status == 101) {
            if (request.webSocket()) {
                switching = answer.headers();
            } else {
                answerBroken();
            }
        } else if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            exchange.interim(status, answer.headers());
        } else {
            enter(Phase.ANSWERING);
            answerKeepsAlive = HttpUtil.isKeepAlive(answer);
            boolean chunked = answer.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
            exchange.head(status, answer.headers(), chunked ? -1 : HttpUtil.getContentLength(answer, -1L));
        }
    }

    /** The peer has run nothing of it, unless the page says otherwise. */
    private void refusedThere(Page page) {
        var open = connection;
        var place = lease;
        connection = null;
        if (open != null) {
            open.close();
        }
        if (page == Page.STOPPING && place != null) {
            place.unreachable();
        }
        if (Hop.mayTryElsewhere(page) && !bodyStarted && !bodyPassed() && places < PLACES_MAX) {
            answerSeen = false;
            closeLease();
            askForPlace();
        } else {
            exchange.page(page);
        }
    }

    /** A body of no bytes was sent whole: its end would not be sent again. */
    private boolean bodyPassed() {
        return bodyTold && request.hasBody();
    }

    private static boolean isFramedPlainly(HttpResponse answer) {
        var coding = answer.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        int status = answer.status().code();
        return (coding == null || Ascii.equalsIgnoreCase(coding, "chunked")) && status >= 100 && status <= 599;
    }

    @Override
    public void answerContent(ByteBuf part) {
        if (phase == Phase.TUNNEL || (phase == Phase.ANSWERING && part.isReadable())) {
            since = System.nanoTime();
            heardThere = since;
            exchange.content(part);
            if (connection != null && !exchange.visitor().channel().isWritable()) {
                connection.holdAnswer(true);
            }
        } else {
            part.release();
        }
    }

    @Override
    public void answerEnd(HttpHeaders trailers) {
        var open = connection;
        if (switching != null && open != null) {
            enter(Phase.TUNNEL);
            exchange.tunnel(switching);
            switching = null;
            open.tunnel();
        } else if (phase == Phase.ANSWERING) {
            done(answerKeepsAlive && !deaf && (bodyTold || !request.hasBody()));
            exchange.end(trailers);
        }
    }

    @Override
    public void answerPause() {
        exchange.visitor().flush();
        visitorWritable();
    }

    @Override
    public void answerBroken() {
        exchange.page(Page.BROKE_OFF);
    }

    @Override
    public void instanceWritable() {
        var open = connection;
        if (open == null) {
            return;
        }
        if (phase == Phase.TUNNEL) {
            exchange.visitor().channel().config().setAutoRead(open.isWritable());
        } else if (!deaf) {
            exchange.holdBody(!open.isWritable());
        }
    }

    @Override
    public void instanceDeaf() {
        if (!deaf) {
            deaf = true;
            since = System.nanoTime();
            exchange.holdBody(false);
        }
    }

    @Override
    public void instanceGone() {
        broken(true);
    }

    /** @param mayBeThere another connection to the same place may serve */
    private void broken(boolean mayBeThere) {
        var gone = connection;
        connection = null;
        if (gone == null || phase == Phase.DONE) {
            return;
        }
        gone.close();
        var place = lease;
        if (phase == Phase.WAITING && place != null) {
            if (mayBeThere && gone.reused() && !sentAgain && !bodyStarted && (request.isIdempotent() || headNotSent)) {
                sentAgain = true;
                connect(place, false);
                return;
            }
            place.unreachable();
            if (mayGoElsewhere()) {
                closeLease();
                askForPlace();
                return;
            }
        }
        if (phase == Phase.TUNNEL) {
            done(false);
            exchange.end(null);
        } else {
            exchange.page(Page.BROKE_OFF);
        }
    }

    /** A peer that is gone may have executed it, or begun to: only what may be repeated is. */
    private boolean mayGoElsewhere() {
        return passed
                && places < PLACES_MAX
                && !answerSeen
                && !bodyStarted
                && !bodyPassed()
                && (request.isIdempotent() || headNotSent);
    }

    // --- the end ------------------------------------------------------------------------------------------------

    private void done(boolean reusable) {
        phase = Phase.DONE;
        var open = connection;
        connection = null;
        if (open != null) {
            if (reusable) {
                open.free();
            } else {
                open.close();
            }
        }
        closeLease();
    }

    private void closeLease() {
        var held = lease;
        lease = null;
        share.core.tickets().revoke(ticket);
        ticket = "";
        if (held != null) {
            held.close();
        }
    }
}
