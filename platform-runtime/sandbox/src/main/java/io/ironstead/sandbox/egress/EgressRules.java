package io.ironstead.sandbox.egress;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where one site may connect to. Nothing that is not listed; and, but for {@link #trusted}, never an address of the
 * machine, its neighbours or its cloud, whatever a name resolves to.
 */
public final class EgressRules {
    /** Nowhere. */
    public static final EgressRules NONE = new EgressRules(Set.of(), false);

    private static final Pattern RULE =
            Pattern.compile("(\\*|(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::([1-9][0-9]{0,4}|\\*))?");
    private static final String TLS = "443";

    private final Set<String> rules;
    private final boolean trusted;

    private EgressRules(Set<String> rules, boolean trusted) {
        this.rules = Set.copyOf(rules);
        this.trusted = trusted;
    }

    /**
     * Each rule is {@code host}, {@code host:port} or {@code host:*}, where host may be {@code *.example.com}, which is
     * every name below it, or {@code *}. Without a port it is 443.
     *
     * @throws IllegalArgumentException when one is none of these; the message names it
     */
    public static EgressRules of(Collection<String> rules) {
        return new EgressRules(checked(rules), false);
    }

    /** The same for hosts that the operator chose, not a tenant: they may be private ones, such as a mirror at home. */
    public static EgressRules trusted(Collection<String> rules) {
        return new EgressRules(checked(rules), true);
    }

    private static Set<String> checked(Collection<String> rules) {
        var found = new TreeSet<String>();
        for (var rule : rules) {
            var parts = RULE.matcher(rule.strip().toLowerCase(Locale.ROOT));
            if (!parts.matches()) {
                throw new IllegalArgumentException("Not a host, host:port, *.host or *: " + rule);
            }
            found.add(parts.group(1) + ":" + (parts.group(2) == null ? TLS : parts.group(2)));
        }
        return found;
    }

    boolean allows(String host, int port) {
        var name = host.toLowerCase(Locale.ROOT);
        return hosts(name).stream().anyMatch(each -> rules.contains(each + ":" + port) || rules.contains(each + ":*"));
    }

    /** The name itself and every pattern that covers it. */
    private static List<String> hosts(String name) {
        var found = new java.util.ArrayList<String>();
        found.add(name);
        found.add("*");
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            found.add("*" + name.substring(dot));
        }
        return found;
    }

    boolean isTrusted() {
        return trusted;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }
}
