package io.ironstead.agent.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils messages, and makes them name the other site: its name is as long, so the message around it stays whole. */
final class Mutations {
    private static final byte[] OWN = "shop".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FOREIGN = "bank".getBytes(StandardCharsets.US_ASCII);
    private static final List<byte[]> PIECES = List.of(
            new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
            new byte[] {(byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1},
            new byte[] {0},
            new byte[] {10, 6, 's', '~', 'b', 'a', 'n', 'k'},
            new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8},
            new byte[] {0x0b, 0x0b, 0x0b, 0x0b, 0x0c},
            new byte[] {(byte) 0xc0, (byte) 0x80, (byte) 0xed, (byte) 0xa0, (byte) 0x80});

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    byte[] of(byte[] message) {
        var spoilt = message;
        for (int i = random.nextInt(4); i >= 0; i--) {
            spoilt = once(spoilt);
        }
        return spoilt;
    }

    private byte[] once(byte[] message) {
        if (message.length == 0) {
            return piece();
        }
        int from = random.nextInt(message.length);
        int to = from + random.nextInt(Math.min(16, message.length - from) + 1);
        return switch (random.nextInt(9)) {
            case 0 -> flipped(message, from);
            case 1 -> Arrays.copyOf(message, from);
            case 2 -> joined(Arrays.copyOf(message, from), rest(message, to));
            case 3 -> joined(Arrays.copyOf(message, to), rest(message, from));
            case 4 -> joined(Arrays.copyOf(message, from), piece(), rest(message, from));
            case 5 -> joined(Arrays.copyOf(message, from), piece(), rest(message, to));
            case 6, 7 -> foreign(message);
            default -> joined(message, message);
        };
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private byte[] flipped(byte[] message, int at) {
        var copy = message.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    /** Some of the places that name the own site now name the other one. */
    private byte[] foreign(byte[] message) {
        var copy = message.clone();
        for (int at = 0; at + OWN.length <= copy.length; at++) {
            if (Arrays.equals(copy, at, at + OWN.length, OWN, 0, OWN.length) && random.nextInt(3) > 0) {
                System.arraycopy(FOREIGN, 0, copy, at, FOREIGN.length);
            }
        }
        return copy;
    }

    private static byte[] rest(byte[] message, int from) {
        return Arrays.copyOfRange(message, from, message.length);
    }

    static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var whole = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
