package io.ironstead.broker.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes pieces of HTTP heads without making strings. */
final class Ascii {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One byte for each character, as the decoder made one character of each byte. */
    static void write(ByteBuf to, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            to.writeByte(text.charAt(i));
        }
    }

    static void writeHex(ByteBuf to, long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            to.writeByte(HEX[(int) (value >>> shift) & 15]);
        }
    }

    /** Without leading zeros; {@code value} is not negative. */
    static void writeHex(ByteBuf to, int value) {
        int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(value)) / 4);
        writeHex(to, value, digits);
    }

    static void writeDecimal(ByteBuf to, long value) {
        if (value >= 10) {
            writeDecimal(to, value / 10);
        }
        to.writeByte('0' + (int) (value % 10));
    }

    /** Nanoseconds as milliseconds with microseconds behind the point, as {@code Server-Timing} wants them. */
    static void writeMillis(ByteBuf to, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        writeDecimal(to, micros / 1000);
        int rest = (int) (micros % 1000);
        to.writeByte('.');
        to.writeByte('0' + rest / 100);
        to.writeByte('0' + rest / 10 % 10);
        to.writeByte('0' + rest % 10);
    }

    static boolean equalsIgnoreCase(CharSequence text, String lower) {
        if (text.length() != lower.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(text.charAt(i)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
