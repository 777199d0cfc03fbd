package io.ironstead.model;

/**
 * Gives each request the ticket with which its program may call the platform's services. Asked by the broker on its
 * event loops, so neither method blocks.
 */
public interface TicketOffice {

    /**
     * What stands for a ticket where no request is: Google's Java SDK shows it in background threads, the platform sends it
     * with its own requests. The API server knows the instance by the connection, so this word is no secret and proves
     * nothing.
     */
    String BACKGROUND = "secretkey";

    /** Gives no tickets: for nodes and tests without services. */
    TicketOffice CLOSED = new TicketOffice() {
        @Override
        public String mint(RequestFacts facts) {
            return "";
        }

        @Override
        public void revoke(String ticket) {}
    };

    /** A new ticket, up to 64 of {@code A-Z a-z 0-9 - _}; empty when none can be given now. */
    String mint(RequestFacts facts);

    /** The request is over: whoever shows its ticket from now on is refused. An unknown or empty one is ignored. */
    void revoke(String ticket);
}
