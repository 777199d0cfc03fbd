package io.ironstead.broker.http;

import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.signin.SiteUser;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the node where a visitor came in has found out about his request, for the node that executes it. It travels in
 * headers that are believed on connections of peers alone.
 *
 * @param entry the node that passed it on
 * @param asker who sent it
 * @param left until the request must be over
 */
record Hop(
        NodeId entry,
        VersionKey version,
        Peer asker,
        Duration left,
        long idPrefix,
        int idCount,
        boolean inside,
        @Nullable SiteUser user) {

    private static final String VERSION = "X-Ironstead-Hop-Version";
    private static final String ASKER = "X-Ironstead-Hop-Asker";
    private static final String LEFT = "X-Ironstead-Hop-Left";
    private static final String REQUEST = "X-Ironstead-Hop-Request";
    private static final String INSIDE = "X-Ironstead-Hop-Inside";
    private static final String USER = "X-Ironstead-Hop-User";

    /** The answer's: nothing was run, and why. */
    static final String REFUSED = "X-Ironstead-Hop-Refused";

    /** The answer's: nanoseconds in the queue, waking and in the program. */
    static final String TIMING = "X-Ironstead-Hop-Timing";

    /** @throws IllegalArgumentException when the headers do not say all of it */
    static Hop read(NodeId entry, HttpHeaders headers) {
        var version = need(headers, VERSION).split("/", 4);
        var asker = need(headers, ASKER).split(" ", 3);
        var id = need(headers, REQUEST);
        if (version.length != 3 || asker.length != 2 || id.length() != 18) {
            throw new IllegalArgumentException("A peer's headers have another form");
        }
        var user = headers.get(USER);
        return new Hop(
                entry,
                new VersionKey(new SiteName(version[0]), new ServiceName(version[1]), new VersionId(version[2])),
                Peer.of(InetAddress.ofLiteral(asker[0]).getHostAddress(), asker[1].equals("https")),
                Duration.ofMillis(Long.parseLong(need(headers, LEFT))),
                Long.parseUnsignedLong(id.substring(0, 10), 16),
                Integer.parseUnsignedInt(id.substring(10), 16),
                headers.contains(INSIDE),
                user == null ? null : userOf(user));
    }

    private static String need(HttpHeaders headers, String name) {
        var value = headers.get(name);
        if (value == null) {
            throw new IllegalArgumentException("A peer's headers are not complete");
        }
        return value;
    }

    static void write(ByteBuf to, Exchange exchange, VersionKey version) {
        Heads.writeLine(to, VERSION, version.toString());
        Heads.writeLine(
                to, ASKER, exchange.visitor().address() + (exchange.visitor().secure() ? " https" : " http"));
        Heads.writeLine(to, LEFT, Long.toString(exchange.left().toMillis()));
        Heads.writeLine(to, REQUEST, exchange.id());
        if (exchange.inside()) {
            Heads.writeLine(to, INSIDE, "1");
        }
        var user = exchange.user();
        if (user != null) {
            Heads.writeLine(to, USER, textOf(user));
        }
    }

    private static String textOf(SiteUser user) {
        return user.email() + " " + user.id() + " " + (user.admin() ? "1" : "0");
    }

    private static SiteUser userOf(String text) {
        var parts = text.split(" ", 4);
        if (parts.length != 3) {
            throw new IllegalArgumentException("A peer's headers have another form");
        }
        return new SiteUser(parts[0], parts[1], parts[2].equals("1"));
    }

    /** Why nothing was run, in one word that {@link #refusal} reads. */
    static String wordOf(Page page) {
        if (page == Page.STOPPING) {
            return "stopping";
        } else if (page == Page.BUSY) {
            return "busy";
        } else if (page == Page.NO_SERVICE) {
            return "unknown";
        } else if (page == Page.CANNOT_START) {
            return "cannot-start";
        } else if (page == Page.TOO_SLOW) {
            return "too-slow";
        } else if (page == Page.NOT_FOUND) {
            return "not-found";
        } else if (page == Page.NOT_ALLOWED) {
            return "not-allowed";
        } else if (page == Page.BAD_REQUEST) {
            return "bad-request";
        }
        return "broke-off";
    }

    static Page refusal(String word) {
        return switch (word) {
            case "stopping" -> Page.STOPPING;
            case "busy" -> Page.BUSY;
            // The peer has not heard of it yet.
            case "unknown" -> Page.STOPPING;
            case "cannot-start" -> Page.CANNOT_START;
            case "too-slow" -> Page.TOO_SLOW;
            case "not-found" -> Page.NOT_FOUND;
            case "not-allowed" -> Page.NOT_ALLOWED;
            case "bad-request" -> Page.BAD_REQUEST;
            default -> Page.BROKE_OFF;
        };
    }

    /** True: another node may take it, for this one has not begun. */
    static boolean mayTryElsewhere(Page refusal) {
        return refusal == Page.STOPPING || refusal == Page.BUSY;
    }
}
