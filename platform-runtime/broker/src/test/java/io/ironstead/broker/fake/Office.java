package io.ironstead.broker.fake;

import io.ironstead.model.RequestFacts;
import io.ironstead.model.TicketOffice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives numbered tickets, and remembers for what. */
public final class Office implements TicketOffice {
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, RequestFacts> open = new ConcurrentHashMap<>();
    private final List<RequestFacts> minted = new CopyOnWriteArrayList<>();

    @Override
    public String mint(RequestFacts facts) {
        var ticket = "ticket-" + count.incrementAndGet();
        open.put(ticket, facts);
        minted.add(facts);
        return ticket;
    }

    @Override
    public void revoke(String ticket) {
        if (!ticket.isEmpty() && open.remove(ticket) == null) {
            throw new AssertionError(ticket + " was given back twice, or never given");
        }
    }

    /** Tickets whose requests run, with what is vouched for. */
    public Map<String, RequestFacts> open() {
        return open;
    }

    public List<RequestFacts> minted() {
        return minted;
    }
}
