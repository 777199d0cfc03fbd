package io.ironstead.broker.http;

import io.ironstead.model.VersionKey;
import io.ironstead.model.signin.JobsTicket;
import io.ironstead.model.signin.SiteUser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BiConsumer;

/** Writes the heads of requests and answers in HTTP/1.1, header by header, without a map of headers in between. */
final class Heads {
    private static final byte[][] STATUS_LINES = new byte[600][];
    private static final byte[] DATE = Ascii.bytes("Date: ");
    private static final byte[] REQUEST_ID = Ascii.bytes("X-Ironstead-Request: ");
    private static final byte[] QUEUE = Ascii.bytes("Server-Timing: queue;dur=");
    private static final int TIMING_NAME_BYTES = "Server-Timing: ".length();
    private static final AsciiString NODE_NAME = AsciiString.cached("x-ironstead-node");
    private static final AsciiString REQUEST_NAME = AsciiString.cached("x-ironstead-request");
    private static final AsciiString TIMING_NAME = AsciiString.cached("server-timing");
    private static final byte[] WAKE = Ascii.bytes(", wake;dur=");
    private static final byte[] APP = Ascii.bytes(", app;dur=");
    private static final byte[] HOP = Ascii.bytes(", hop;dur=");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] LOG_ID = Ascii.bytes("X-AppEngine-Request-Log-Id: ");
    private static final byte[] TICKET = Ascii.bytes("X-AppEngine-Api-Ticket: ");
    private static final byte[] ID_HASH = Ascii.bytes("X-AppEngine-Request-Id-Hash: ");
    private static final byte[] TRACE = Ascii.bytes("X-Cloud-Trace-Context: ");
    /** The address by which programs know tasks. */
    private static final byte[] TASKS_ADDRESS = Peer.of("0.1.0.2", false).headers();

    private static final byte[] TRACE_END = Ascii.bytes(";o=0\r\n");
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");

    private Heads() {}

    static void writeLine(ByteBuf to, CharSequence name, CharSequence value) {
        writeText(to, name);
        to.writeByte(':').writeByte(' ');
        writeText(to, value);
        writeLineEnd(to);
    }

    static void writeText(ByteBuf to, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            to.writeBytes(ascii.array(), ascii.arrayOffset(), ascii.length());
        } else {
            Ascii.write(to, text);
        }
    }

    static void writeLineEnd(ByteBuf to) {
        to.writeByte('\r').writeByte('\n');
    }

    /** What the instance gets. Its own lines come last, so nothing that a visitor sent can stand after them. */
    static void writeRequest(ByteBuf to, Exchange exchange, String ticket) {
        writeVisitorsPart(to, exchange);
        writePlatformHeaders(to, exchange);
        if (!ticket.isEmpty()) {
            to.writeBytes(TICKET);
            writeText(to, ticket);
            writeLineEnd(to);
        }
        writeLineEnd(to);
    }

    /** What another node's broker gets, to execute it there. */
    static void writeHop(ByteBuf to, Exchange exchange, VersionKey version) {
        writeVisitorsPart(to, exchange);
        Hop.write(to, exchange, version);
        writeLineEnd(to);
    }

    private static void writeVisitorsPart(ByteBuf to, Exchange exchange) {
        var request = exchange.request();
        writeText(to, request.method());
        to.writeByte(' ');
        writeText(to, request.target());
        to.writeBytes(VERSION);
        to.writeBytes(HOST);
        writeText(to, request.host());
        writeLineEnd(to);
        writeVisitorsHeaders(to, request.headers(), exchange.inside());
        if (request.length() >= 0) {
            to.writeBytes(LENGTH);
            Ascii.writeDecimal(to, request.length());
            writeLineEnd(to);
        } else if (request.chunked()) {
            to.writeBytes(CHUNKED);
        }
        if (request.webSocket()) {
            to.writeBytes(UPGRADE);
        }
    }

    private static void writeVisitorsHeaders(ByteBuf to, HttpHeaders headers, boolean inside) {
        Set<String> named = HeaderRules.namedByConnection(headers);
        var all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            var header = all.next();
            var name = header.getKey();
            boolean passes = !HeaderRules.stopsRequest(name) || (inside && HeaderRules.isForTasks(name));
            if (passes && (named.isEmpty() || !named.contains(HeaderRules.foldAll(name)))) {
                writeLine(to, name, header.getValue());
            }
        }
        if (headers.contains(HttpHeaderNames.TE)
                && headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
            writeLine(to, HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }

    /** What only the platform may say of a request. */
    private static void writePlatformHeaders(ByteBuf to, Exchange exchange) {
        to.writeBytes(exchange.inside() ? TASKS_ADDRESS : exchange.askerHeaders());
        to.writeBytes(exchange.versionHeaders());
        var user = exchange.user();
        if (user != null) {
            writeUser(to, user);
        }
        if (exchange.jobs()) {
            writeLine(to, JobsTicket.HEADER, "granted");
        }
        to.writeBytes(FORWARDED_HOST);
        writeText(to, exchange.request().host());
        writeLineEnd(to);
        to.writeBytes(LOG_ID);
        exchange.writeId(to);
        writeLineEnd(to);
        to.writeBytes(ID_HASH);
        Ascii.writeHex(to, exchange.random(), 8);
        writeLineEnd(to);
        to.writeBytes(TRACE);
        Ascii.writeHex(to, exchange.random(), 16);
        Ascii.writeHex(to, exchange.random(), 16);
        to.writeByte('/');
        Ascii.writeDecimal(to, exchange.random() >>> 1);
        to.writeBytes(TRACE_END);
    }

    private static void writeUser(ByteBuf to, SiteUser user) {
        writeLine(to, "X-AppEngine-User-Email", user.email());
        writeLine(to, "X-AppEngine-User-Id", user.id());
        writeLine(to, "X-AppEngine-User-Nickname", user.nickname());
        writeLine(to, "X-AppEngine-Auth-Domain", user.domain());
        writeLine(to, "X-AppEngine-User-Is-Admin", user.admin() ? "1" : "0");
    }

    /** Status line, the answer's own headers, and those of the broker; not how the body is framed. */
    static void writeAnswer(ByteBuf to, Exchange exchange, int status, HttpHeaders headers) {
        to.writeBytes(statusLine(status));
        boolean dated = writeInstancesHeaders(to, headers);
        if (!dated) {
            to.writeBytes(DATE);
            to.writeBytes(exchange.share().date());
            writeLineEnd(to);
        }
        if (exchange.hop() != null) {
            writeLine(to, Hop.TIMING, exchange.queueNanos() + " " + exchange.wakeNanos() + " " + exchange.appNanos());
            var refusal = exchange.refusal();
            if (refusal != null) {
                writeLine(to, Hop.REFUSED, refusal);
            }
            return;
        }
        if (exchange.passedTo() == null) {
            to.writeBytes(exchange.share().core.nodeHeader());
        } else {
            writeLine(to, "X-Ironstead-Node", nodesOf(exchange));
        }
        to.writeBytes(REQUEST_ID);
        exchange.writeId(to);
        writeLineEnd(to);
        to.writeBytes(QUEUE);
        writeTimes(to, exchange);
        writeLineEnd(to);
    }

    /** The entry node and, when that is another one, the executing node. */
    private static String nodesOf(Exchange exchange) {
        var entry = exchange.share().core.node();
        return exchange.passedTo() == null ? entry : entry + ", " + exchange.passedTo();
    }

    private static void writeTimes(ByteBuf to, Exchange exchange) {
        Ascii.writeMillis(to, exchange.queueNanos());
        to.writeBytes(WAKE);
        Ascii.writeMillis(to, exchange.wakeNanos());
        to.writeBytes(APP);
        Ascii.writeMillis(to, exchange.appNanos());
        if (exchange.passedTo() != null) {
            to.writeBytes(HOP);
            Ascii.writeMillis(to, exchange.hopNanos());
        }
    }

    /** The same lines of the broker, one by one, for HTTP/2. */
    static void addAnswerLines(Exchange exchange, BiConsumer<CharSequence, CharSequence> add) {
        add.accept(NODE_NAME, nodesOf(exchange));
        add.accept(REQUEST_NAME, exchange.id());
        var timing = Unpooled.buffer(64);
        timing.writeBytes(QUEUE, TIMING_NAME_BYTES, QUEUE.length - TIMING_NAME_BYTES);
        writeTimes(timing, exchange);
        add.accept(TIMING_NAME, timing.toString(StandardCharsets.US_ASCII));
    }

    /** @return whether the instance told the date */
    private static boolean writeInstancesHeaders(ByteBuf to, HttpHeaders headers) {
        Set<String> named = HeaderRules.namedByConnection(headers);
        boolean dated = false;
        var all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            var header = all.next();
            var name = header.getKey();
            if (HeaderRules.stopsAnswer(name) || (!named.isEmpty() && named.contains(HeaderRules.foldAll(name)))) {
                continue;
            }
            dated |= name.length() == 4 && Ascii.equalsIgnoreCase(name, "date");
            writeLine(to, name, header.getValue());
        }
        return dated;
    }

    /** An answer before the answer. */
    static void writeInterim(ByteBuf to, int status, HttpHeaders headers) {
        to.writeBytes(statusLine(status));
        writeInstancesHeaders(to, headers);
        writeLineEnd(to);
    }

    static byte[] statusLine(int status) {
        if (status < 100 || status >= STATUS_LINES.length) {
            return newStatusLine(status);
        }
        var line = STATUS_LINES[status];
        if (line == null) {
            // Two loops may make the same line at once, which harms nobody.
            line = newStatusLine(status);
            STATUS_LINES[status] = line;
        }
        return line;
    }

    private static byte[] newStatusLine(int status) {
        return Ascii.bytes("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
    }
}
