package io.ironstead.datastore.gql;

import io.ironstead.datastore.DatastoreException;
import java.util.BitSet;
import java.util.regex.Pattern;

/** What the places of a text are bound to. */
final class Bindings {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

    private final GqlRequest request;
    private final BitSet used = new BitSet();

    Bindings(GqlRequest request) {
        this.request = request;
        request.named().keySet().forEach(Bindings::checkName);
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw DatastoreException.invalid("The GQL query parameter name is the empty string.");
        }
        if (name.length() >= 4 && name.startsWith("__") && name.endsWith("__")) {
            throw DatastoreException.invalid("The GQL query parameter name \"" + name + "\" is reserved.");
        }
        if (Character.isDigit(name.charAt(0))) {
            throw DatastoreException.invalid("GQL query parameter name \"" + name + "\" starts with a digit.");
        }
        if (!NAME.matcher(name).matches()) {
            throw DatastoreException.invalid(
                    "GQL query parameter name \"" + name + "\" contains an invalid character.");
        }
    }

    GqlBinding find(Token site) {
        String name = site.image().substring(1);
        return site.kind() == Token.Kind.NAMED_SITE ? named(name) : positional(name);
    }

    private GqlBinding named(String name) {
        var binding = request.named().get(name);
        if (binding == null) {
            throw DatastoreException.invalid("Absent named binding: " + name + ".");
        }
        return binding;
    }

    private GqlBinding positional(String digits) {
        String number = digits.replaceFirst("^0+(?=.)", "");
        if (number.equals("0")) {
            throw DatastoreException.invalid("Invalid binding site @" + digits + ".");
        }
        int size = request.positional().size();
        if (number.length() > 9 || Integer.parseInt(number) > size) {
            throw DatastoreException.invalid("Absent positional binding: " + number + ".");
        }
        int index = Integer.parseInt(number) - 1;
        used.set(index);
        return request.positional().get(index);
    }

    void checkAllUsed() {
        int unused = used.nextClearBit(0);
        if (unused < request.positional().size()) {
            throw DatastoreException.invalid("Unused positional binding: " + (unused + 1) + ".");
        }
    }
}
