package io.ironstead.datastore.gql;

import java.util.List;
import java.util.Map;

/**
 * A text of GQL and what it is read with.
 *
 * @param allowLiterals whether values may stand in the text; otherwise all are bound
 * @param named bindings for {@code @name}; all need not be used
 * @param positional bindings for {@code @1} and so on; all must be used
 * @param application what keys without a project belong to
 * @param database what keys without a database belong to
 * @param namespace what is queried, and what keys without a namespace belong to
 */
public record GqlRequest(
        String text,
        boolean allowLiterals,
        Map<String, GqlBinding> named,
        List<GqlBinding> positional,
        String application,
        String database,
        String namespace) {
    public GqlRequest {
        named = Map.copyOf(named);
        positional = List.copyOf(positional);
    }

    /** A text that holds all its values itself. */
    public static GqlRequest ofText(String text, String application, String database, String namespace) {
        return new GqlRequest(text, true, Map.of(), List.of(), application, database, namespace);
    }
}
