package io.ironstead.broker.fake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 from a socket, plainly and strictly: what it reads is what was on the wire. */
public final class Wire {
    private Wire() {}

    /** The start line and the headers of a message. */
    public record Head(String start, List<String> headers) {

        public Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        public List<String> all(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        public boolean has(String name) {
            return header(name).isPresent();
        }

        public int status() {
            return Integer.parseInt(start.substring(9, 12));
        }

        public String path() {
            return start.split(" ")[1];
        }

        public String method() {
            return start.split(" ")[0];
        }

        boolean isChunked() {
            return header("transfer-encoding")
                    .map(value -> value.equals("chunked"))
                    .orElse(false);
        }
    }

    /** A body, and the trailers after it. */
    public record Body(byte[] bytes, List<String> trailers) {
        public String text() {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    /** @return null at the end of the stream */
    public static @Nullable Head head(InputStream in) throws IOException {
        var start = line(in);
        if (start == null) {
            return null;
        }
        return new Head(start, lines(in));
    }

    private static List<String> lines(InputStream in) throws IOException {
        var headers = new ArrayList<String>();
        while (true) {
            var line = line(in);
            if (line == null) {
                throw new EOFException("The stream ended within a head");
            }
            if (line.isEmpty()) {
                return headers;
            }
            headers.add(line);
        }
    }

    /** The body of a request. */
    public static Body requestBody(InputStream in, Head head) throws IOException {
        if (head.isChunked()) {
            return chunked(in);
        }
        int length = head.header("content-length").map(Integer::parseInt).orElse(0);
        return new Body(exactly(in, length), List.of());
    }

    /** The body of an answer to anything but HEAD. */
    public static Body answerBody(InputStream in, Head head) throws IOException {
        int status = head.status();
        if (status == 204 || status == 304 || status < 200) {
            return new Body(new byte[0], List.of());
        }
        if (head.isChunked()) {
            return chunked(in);
        }
        var length = head.header("content-length");
        return new Body(
                length.isPresent() ? exactly(in, Integer.parseInt(length.get())) : in.readAllBytes(), List.of());
    }

    private static Body chunked(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            var line = line(in);
            if (line == null) {
                throw new EOFException("The stream ended between chunks");
            }
            int size = Integer.parseInt(line, 16);
            if (size == 0) {
                return new Body(bytes.toByteArray(), lines(in));
            }
            bytes.write(exactly(in, size));
            var end = line(in);
            if (end == null || !end.isEmpty()) {
                throw new IOException("A chunk is longer than its size says");
            }
        }
    }

    public static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The stream ended within a body, " + (length - bytes.length) + " bytes early");
        }
        return bytes;
    }

    /** One line without its end; null at the end of the stream. */
    public static @Nullable String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("The stream ended within a line: " + line);
            }
            if (b == '\n') {
                if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
                    throw new IOException("A line does not end with CR LF: " + line);
                }
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append((char) b);
        }
    }
}
