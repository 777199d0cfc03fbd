package io.ironstead.datastore.gql;

/** What a quoted piece says: doubled quotes and escapes with a backslash. */
final class Quoted {
    private Quoted() {}

    static String text(String image) {
        char quote = image.charAt(0);
        var text = new StringBuilder(image.length());
        for (int i = 1; i < image.length() - 1; i++) {
            char c = image.charAt(i);
            if (c == '\\') {
                append(text, image.charAt(++i));
            } else {
                text.append(c);
                if (c == quote) {
                    i++;
                }
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, char escaped) {
        switch (escaped) {
            case '0' -> text.append('\0');
            case 'b' -> text.append('\b');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'Z' -> text.append('\u001a');
            // For LIKE, which there is none of: they keep their backslash.
            case '%', '_' -> text.append('\\').append(escaped);
            default -> text.append(escaped);
        }
    }
}
