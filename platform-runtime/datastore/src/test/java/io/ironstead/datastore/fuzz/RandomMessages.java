package io.ironstead.datastore.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.random.RandomGenerator;

/** Messages that parse and make little sense: any field may be there, with the values programs get wrong. */
final class RandomMessages {
    private static final int DEPTH_MAX = 9;
    private static final List<String> TEXTS = List.of(
            "",
            "mine",
            "secret",
            "Thing",
            "a",
            "__key__",
            "__kind__",
            "__x__",
            "a.b",
            "\u0000",
            "\uD83D\uDE00",
            "s~secret",
            "(default)",
            "n".repeat(1501),
            "../..",
            "SELECT * FROM Thing WHERE a = @1");
    private static final long[] NUMBERS = {
        0, 1, -1, 2, 30, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800L
    };
    private static final double[] DOUBLES = {0, -0.0, 1.5, 91, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE};

    private final RandomGenerator random;

    RandomMessages(RandomGenerator random) {
        this.random = random;
    }

    <M extends Message> M like(M prototype) {
        var builder = prototype.newBuilderForType();
        fill(builder, 0);
        @SuppressWarnings("unchecked")
        M message = (M) builder.build();
        return message;
    }

    private void fill(Message.Builder builder, int depth) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            // The deeper, the rarer: messages end.
            boolean nests = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            int odds = nests ? 2 + depth / 2 : 2;
            if ((nests && depth >= DEPTH_MAX) || random.nextInt(odds) != 0) {
                continue;
            }
            if (!field.isRepeated()) {
                builder.setField(field, value(builder, field, depth));
                continue;
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                builder.addRepeatedField(field, value(builder, field, depth));
            }
        }
    }

    private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                var builder = parent.newBuilderForField(field);
                fill(builder, depth + 1);
                yield builder.build();
            }
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case INT -> (int) number();
            case LONG -> number();
            case BOOLEAN -> random.nextBoolean();
            case DOUBLE -> DOUBLES[random.nextInt(DOUBLES.length)];
            case FLOAT -> (float) DOUBLES[random.nextInt(DOUBLES.length)];
            case BYTE_STRING -> bytes();
            case ENUM -> {
                var values = field.getEnumType().getValues();
                yield random.nextInt(8) == 0
                        ? field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(99))
                        : values.get(random.nextInt(values.size()));
            }
        };
    }

    private long number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return ByteString.copyFrom(bytes);
    }
}
