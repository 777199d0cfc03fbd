package io.ironstead.broker.http;

import io.ironstead.broker.http.LoopShare.VersionShare;
import io.ironstead.broker.route.VersionRoute;
import io.ironstead.broker.signin.Way;
import io.ironstead.model.InstanceId;
import io.ironstead.model.NodeId;
import io.ironstead.model.control.RequestSample;
import io.ironstead.model.signin.SiteUser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * What can happen, and in which order:
 *
 *   begin -> a Road is chosen (a file, an instance) or the broker answers at once with a page
 *   body, bodyEnd: the visitor's side; may come before, while and after the answer
 *   head, content, end: the road's side
 *
 * An exchange is over when its answer has ended or was broken off, even when the visitor still sends: the rest of his
 * body is then his connection's business. Being over happens once, in `over`, which gives everything back; whatever
 * comes later finds Road.NONE.
 */
/** One request and its answer: the numbers, the clocks and the way between a {@link Visitor} and a {@link Road}. */
final class Exchange {
    private static final int VISITOR_LEFT = 499;
    private static final int SAMPLE_PATH_MAX = 256;

    private final LoopShare share;
    private final Visitor visitor;
    private final Request request;
    private final long idPrefix;
    private final int idCount;
    private final boolean inside;
    private final @Nullable Hop hop;
    private final Duration total;
    private final long began = System.nanoTime();

    private Road road = Road.NONE;
    private @Nullable VersionRoute version;
    private @Nullable VersionShare versionShare;
    private @Nullable String cookie;

    private @Nullable SiteUser user;
    private @Nullable InstanceId instance;
    private @Nullable String refusal;
    private @Nullable NodeId passedTo;
    private long[] there = new long[3];
    private boolean cold;
    private long leased;
    private long firstByte;
    private long bodyMoved = began;

    private long bytesIn;
    private long bytesOut;
    private int status;
    private boolean bodyEnded;
    private boolean bodyHeld;
    private boolean over;
    private boolean jobs;

    Exchange(LoopShare share, Visitor visitor, Request request) {
        this.share = share;
        this.visitor = visitor;
        this.request = request;
        this.hop = hopOf(share, visitor, request);
        this.idPrefix = hop == null ? share.idPrefix() : hop.idPrefix();
        this.idCount = hop == null ? share.nextId() : hop.idCount();
        this.inside = hop == null ? share.core.insideKey().opens(request.headers()) : hop.inside();
        var most = share.core.timeouts().total();
        this.total = hop == null || hop.left().compareTo(most) > 0 ? most : hop.left();
        this.user = hop == null ? null : hop.user();
        share.traffic.began();
    }

    /** Null: no peer sent it, or one that is not, or no longer, to be believed. */
    private static @Nullable Hop hopOf(LoopShare share, Visitor visitor, Request request) {
        var peer = visitor.peer();
        if (peer == null || !share.core.peers().isMember(peer)) {
            return null;
        }
        try {
            return Hop.read(peer, request.headers());
        } catch (IllegalArgumentException badly) {
            return null;
        }
    }

    void begin() {
        new Reception(this).receive();
    }

    /** What the peer that sent it says of it; null: it is to be executed wherever suits it. */
    @Nullable
    Hop hop() {
        return hop;
    }

    /** Why this node does not execute what a peer sent; null: it does. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** How long it may take, from its beginning here. */
    Duration total() {
        return total;
    }

    /** Until it must be over; at least a millisecond. */
    Duration left() {
        var left = total.minusNanos(System.nanoTime() - began);
        return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
    }

    /** What an instance is told of the visitor: whole header lines. */
    byte[] askerHeaders() {
        return hop == null ? visitor.addressHeaders() : hop.asker().headers();
    }

    // --- what roads ask -----------------------------------------------------------------------------------------

    LoopShare share() {
        return share;
    }

    Visitor visitor() {
        return visitor;
    }

    Request request() {
        return request;
    }

    /** True: the platform itself asks, by a task or a scheduled job. */
    boolean inside() {
        return inside;
    }

    /** Its sender may run functions in the site's instances. */
    void grantJobs() {
        jobs = true;
    }

    boolean jobs() {
        return jobs;
    }

    /** Whether this node runs it or nobody: what a peer passed on (one hop), and jobs, whose client chose the node. */
    boolean mustRunHere() {
        return jobs || hop != null;
    }

    boolean isOver() {
        return over;
    }

    boolean answerBegun() {
        return status != 0;
    }

    boolean bodyEnded() {
        return bodyEnded;
    }

    long random() {
        return share.random.nextLong();
    }

    byte[] versionHeaders() {
        return versionShare == null ? new byte[0] : versionShare.headers();
    }

    void writeId(ByteBuf to) {
        Ascii.writeHex(to, idPrefix, 10);
        Ascii.writeHex(to, idCount, 8);
    }

    String id() {
        var text = Unpooled.buffer(18);
        writeId(text);
        return text.toString(StandardCharsets.US_ASCII);
    }

    /** The node that executes it; null: this one. */
    @Nullable
    NodeId passedTo() {
        return passedTo;
    }

    /** What passing it on cost: everything that the peer did not spend on it. */
    long hopNanos() {
        return leased == 0 || firstByte == 0 ? 0 : firstByte - leased - there[0] - there[1] - there[2];
    }

    long queueNanos() {
        return passedTo != null ? leased - began + there[0] : queueHereNanos();
    }

    private long queueHereNanos() {
        return cold || leased == 0 ? 0 : leased - began;
    }

    long wakeNanos() {
        return passedTo != null ? there[1] : cold && leased != 0 ? leased - began : 0;
    }

    long appNanos() {
        return passedTo != null ? there[2] : leased == 0 || firstByte == 0 ? 0 : firstByte - leased;
    }

    // --- what roads tell ----------------------------------------------------------------------------------------

    /** @param newCookie what makes the visitor come back to this version; null: nothing has to */
    void version(VersionRoute chosen, @Nullable String newCookie) {
        version = chosen;
        versionShare = share.shareOf(chosen);
        cookie = newCookie;
    }

    /** Who sent the request, by a cookie that this broker has checked. */
    void user(SiteUser signedIn) {
        user = signedIn;
    }

    /** Null: nobody has signed in. */
    @Nullable
    SiteUser user() {
        return user;
    }

    void road(Road chosen) {
        road = chosen;
    }

    void leased(InstanceId by, boolean wasCold) {
        passedTo = null;
        instance = by;
        cold = wasCold;
        leased = System.nanoTime();
    }

    void passed(NodeId to) {
        passedTo = to;
        instance = null;
        cold = false;
        leased = System.nanoTime();
    }

    /** @param timing the peer's line of {@link Hop#TIMING}; null: it sent none */
    void timedThere(@Nullable String timing) {
        var parts = timing == null ? new String[0] : timing.split(" ", 4);
        if (parts.length == 3) {
            for (int i = 0; i < 3; i++) {
                there[i] = parts[i].matches("[0-9]{1,18}") ? Long.parseLong(parts[i]) : 0;
            }
        }
    }

    void holdBody(boolean hold) {
        if (request.hasBody() && !bodyEnded && bodyHeld != hold) {
            bodyHeld = hold;
            bodyMoved = System.nanoTime();
            visitor.holdBody(hold);
        }
    }

    void interim(int code, HttpHeaders headers) {
        if (request.interim()) {
            visitor.interim(code, headers);
        }
    }

    /** @param length -1: not known */
    void head(int code, HttpHeaders headers, long length) {
        status = code;
        firstByte = System.nanoTime();
        if (cookie != null) {
            headers.add(HttpHeaderNames.SET_COOKIE, cookie);
        }
        boolean empty = request.isHead() || code == 204 || code == 304 || length == 0;
        visitor.head(this, code, headers, length, empty);
    }

    void tunnel(HttpHeaders headers) {
        status = 101;
        firstByte = System.nanoTime();
        visitor.tunnel(this, headers);
    }

    /** Takes over {@code part}. */
    void content(ByteBuf part) {
        bytesOut += part.readableBytes();
        visitor.content(part);
    }

    void sent(long bytes) {
        bytesOut += bytes;
    }

    void end(@Nullable HttpHeaders trailers) {
        over(false);
        visitor.end(trailers);
    }

    /** Answers with a page, or breaks off when an answer was begun. */
    void page(Page page) {
        if (over) {
            return;
        }
        if (answerBegun()) {
            breakOff();
            return;
        }
        giveUpRoad();
        if (hop != null) {
            refuseHop(page);
        } else if (version == null || !ErrorPages.begin(this, version, page)) {
            plainPage(page);
        }
    }

    /** The page is the business of the node where the visitor is. */
    private void refuseHop(Page page) {
        refusal = Hop.wordOf(page);
        head(page.status(), new DefaultHttpHeaders(), 0);
        end(null);
    }

    void plainPage(Page page) {
        var headers = new DefaultHttpHeaders();
        page.retryAfter().ifPresent(seconds -> headers.set(HttpHeaderNames.RETRY_AFTER, seconds));
        if (page.status() == 405) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        headers.set(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        var html = page.html(id());
        head(page.status(), headers, html.length);
        if (!request.isHead()) {
            content(Unpooled.wrappedBuffer(html));
        }
        end(null);
    }

    void redirect(int code, String location) {
        var headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.LOCATION, location);
        head(code, headers, 0);
        end(null);
    }

    /** Sends the visitor along a way of sign-in, which is his alone and once. */
    void send(Way way) {
        var headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.LOCATION, way.location());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        way.cookies().forEach(one -> headers.add(HttpHeaderNames.SET_COOKIE, one));
        head(302, headers, 0);
        end(null);
    }

    /** The answer cannot be completed: the visitor must be able to see that. */
    void breakOff() {
        if (!over) {
            giveUpRoad();
            over(true);
            visitor.abort();
        }
    }

    // --- what the visitor does ----------------------------------------------------------------------------------

    /** Takes over {@code part}. */
    void body(ByteBuf part) {
        bytesIn += part.readableBytes();
        bodyMoved = System.nanoTime();
        if (bytesIn > share.core.limits().requestBodyBytesMax() && !over) {
            part.release();
            page(Page.TOO_LARGE);
        } else {
            road.body(part);
        }
    }

    void bodyEnd(HttpHeaders trailers) {
        bodyEnded = true;
        road.bodyEnd(trailers);
    }

    void bodyPause() {
        road.bodyPause();
    }

    void visitorWritable() {
        road.visitorWritable();
    }

    /** The rest of his body cannot be read. */
    void visitorBroken() {
        page(Page.BAD_REQUEST);
    }

    void visitorGone() {
        if (!over) {
            giveUpRoad();
            if (!answerBegun()) {
                status = VISITOR_LEFT;
            }
            over(false);
        }
    }

    void check(long now) {
        if (over) {
            return;
        }
        var timeouts = share.core.timeouts();
        if (now - began > total.toNanos()) {
            page(Page.TOO_SLOW);
        } else if (request.hasBody()
                && !bodyEnded
                && !bodyHeld
                && status != 101
                && now - bodyMoved > timeouts.progress().toNanos()) {
            page(Page.SLOW_VISITOR);
        } else {
            road.check(now);
        }
    }

    // --- the end ------------------------------------------------------------------------------------------------

    private void giveUpRoad() {
        var given = road;
        road = Road.NONE;
        given.cancel();
    }

    private void over(boolean broken) {
        over = true;
        road = Road.NONE;
        share.traffic.ended();
        var serving = version;
        var counted = versionShare;
        if (serving == null || counted == null) {
            return;
        }
        long total = System.nanoTime() - began;
        counted.counters().count(status, broken, bytesIn, bytesOut, total);
        boolean failed = broken || status >= 500;
        if (share.traffic.wants(failed, total)) {
            share.traffic.keep(failed, total, sample(serving, total));
        }
    }

    private RequestSample sample(VersionRoute serving, long total) {
        var path = request.path();
        return new RequestSample(
                id(),
                share.core.clock().instant(),
                serving.key(),
                request.method(),
                path.length() <= SAMPLE_PATH_MAX ? path : path.substring(0, SAMPLE_PATH_MAX),
                status,
                Optional.ofNullable(instance),
                cold,
                Duration.ofNanos(leased == 0 ? 0 : leased - began),
                Duration.ofNanos(appNanos()),
                Duration.ofNanos(total),
                bytesOut);
    }
}
