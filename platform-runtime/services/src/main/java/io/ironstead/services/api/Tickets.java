package io.ironstead.services.api;

import io.ironstead.model.RequestFacts;
import io.ironstead.model.TicketOffice;
import io.ironstead.services.Caller;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tickets of requests that run. A ticket is 160 random bits; it is good for the instance it was made for, until the
 * request is over. Safe for use by any thread; nothing blocks.
 */
public final class Tickets implements TicketOffice {
    private static final Logger log = LoggerFactory.getLogger(Tickets.class);
    private static final int BYTES = 20;

    private final Map<String, Entry> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int max;
    private final SecureRandom random;
    private final InstantSource clock;

    /** @param max tickets at a time; requests beyond it get none, and their calls are refused */
    public Tickets(int max, SecureRandom random, InstantSource clock) {
        if (max < 1) {
            throw new IllegalArgumentException("There must be room for at least one ticket");
        }
        this.max = max;
        this.random = random;
        this.clock = clock;
    }

    private record Entry(RequestFacts facts, Instant deadline) {}

    @Override
    public String mint(RequestFacts facts) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            log.atWarn().addKeyValue("version", facts.version()).log("Too many requests run: one got no ticket");
            return "";
        }
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        open.put(ticket, new Entry(facts, clock.instant().plus(facts.lifeMax())));
        return ticket;
    }

    @Override
    public void revoke(String ticket) {
        if (!ticket.isEmpty() && open.remove(ticket) != null) {
            count.decrementAndGet();
        }
    }

    /** Tickets of requests that run now. */
    public int size() {
        return open.size();
    }

    /** The caller whose ticket this is; empty when it was never given, is over, or was given for another instance. */
    Optional<Caller> holder(String ticket, Caller background) {
        var entry = open.get(ticket);
        if (entry == null) {
            return Optional.empty();
        }
        var facts = entry.facts();
        if (!facts.instance().equals(background.instance())
                || !facts.version().equals(background.version())
                || !clock.instant().isBefore(entry.deadline())) {
            return Optional.empty();
        }
        return Optional.of(new Caller(
                background.version(),
                background.instance(),
                Optional.of(new Caller.Request(
                        facts.requestId(), facts.namespace(), facts.user(), entry.deadline(), facts.offline()))));
    }
}
