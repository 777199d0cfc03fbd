package io.ironstead.datastore.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bytes and texts that were valid until one to five things happened to them. */
final class Damage {
    private static final List<String> PIECES = List.of(
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            ":",
            "\\",
            "\\u12",
            "null",
            "1e999",
            "-99999999999999999999",
            "@",
            "`",
            "*",
            "\u0000",
            " AND ",
            " OR ",
            " IN ",
            " ARRAY(",
            " KEY(",
            " LIMIT ",
            " OFFSET -1",
            " HAS ANCESTOR ",
            "--",
            ";",
            "é");

    private final RandomGenerator random;

    Damage(RandomGenerator random) {
        this.random = random;
    }

    byte[] to(byte[] valid) {
        byte[] bytes = valid.clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(bytes.length - at);
        return switch (random.nextInt(6)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> {
                bytes[at] = (byte) random.nextInt();
                yield bytes;
            }
            case 2 -> Arrays.copyOf(bytes, at);
            // A part twice, a part missing.
            case 3 -> join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 -> join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            // A length without end.
            default -> join(Arrays.copyOf(bytes, at), new byte[] {-1, -1, -1, -1, 7});
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    String to(String valid) {
        if (random.nextInt(6) == 0) {
            // Bytes that are no UTF-8 become replacement characters on the way, or are refused.
            return new String(to(valid.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        }
        var text = new StringBuilder(valid);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.setLength(at);
                case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
                default -> text.insert(at, valid, 0, random.nextInt(valid.length()));
            }
        }
        return text.toString();
    }
}
