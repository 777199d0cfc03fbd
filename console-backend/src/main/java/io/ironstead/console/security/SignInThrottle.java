package io.ironstead.console.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Slows down the guessing of passwords: {@value #PER_ACCOUNT} wrong ones for an account and {@value #PER_ADDRESS} from
 * an address are free, then one every half minute and every ten seconds. An attempt counts when it begins, so many at
 * once gain nothing, and is given back when it was right. Who has signed in from an address before has a count of his
 * own there, so that a guesser elsewhere does not lock him out.
 */
@Component
public class SignInThrottle {
    private static final int PER_ACCOUNT = 10;
    private static final int PER_ADDRESS = 30;
    private static final Duration ACCOUNT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration ADDRESS_INTERVAL = Duration.ofSeconds(10);
    private static final int KNOWN_MAX = 1_000;
    private static final int NAME_LENGTH_MAX = 200;

    private final Witness witness;
    private final Allowances accounts;
    private final Allowances addresses;
    private final Allowances told;
    private final Allowances toldOfAll;
    private final Set<String> known = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KNOWN_MAX;
        }
    }));

    SignInThrottle(Witness witness, InstantSource clock) {
        this.witness = witness;
        this.accounts = new Allowances(PER_ACCOUNT, ACCOUNT_INTERVAL, clock);
        this.addresses = new Allowances(PER_ADDRESS, ADDRESS_INTERVAL, clock);
        // One line per account or address in ten minutes and about one a minute in all: a flood must not fill the log.
        this.told = new Allowances(1, Duration.ofMinutes(10), clock);
        this.toldOfAll = new Allowances(60, Duration.ofMinutes(1), clock);
    }

    /** Hears, not too often, that somebody was made to wait. */
    interface Witness {
        /** @param what a few words: whose count was used up */
        void throttled(String account, String address, String what);
    }

    /** Whether a password may be looked at. */
    public sealed interface Attempt {
        /** It may; {@link #succeeded} is told when it was right. */
        record Allowed() implements Attempt {}

        /** Not before that long. */
        record TooMany(Duration pause) implements Attempt {}
    }

    /** Counts an attempt to sign in, before its password is looked at. */
    public Attempt begin(String account, String address) {
        var name = normal(account);
        var place = Origin.of(address);
        var waitForPlace = addresses.take(place);
        if (!waitForPlace.isZero()) {
            tell(name, address, "from this address", place);
            return new Attempt.TooMany(waitForPlace);
        }
        var waitForAccount = accounts.take(accountKey(name, place));
        if (!waitForAccount.isZero()) {
            tell(name, address, "for this account", name);
            return new Attempt.TooMany(waitForAccount);
        }
        return new Attempt.Allowed();
    }

    /** The password was right. */
    public void succeeded(String account, String address) {
        var name = normal(account);
        var place = Origin.of(address);
        addresses.giveBack(place);
        accounts.giveBack(accountKey(name, place));
        known.add(name + " " + place);
    }

    private String accountKey(String name, String place) {
        var both = name + " " + place;
        return known.contains(both) ? both : name;
    }

    private void tell(String name, String address, String what, String key) {
        if (told.take(key).isZero() && toldOfAll.take("").isZero()) {
            witness.throttled(name, address, what);
        }
    }

    private static String normal(String account) {
        var name = account.strip().toLowerCase(Locale.ROOT);
        return name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX);
    }
}
