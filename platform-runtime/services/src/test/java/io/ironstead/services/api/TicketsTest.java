package io.ironstead.services.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.RequestFacts;
import io.ironstead.services.ApiCall;
import io.ironstead.services.ApiResult;
import io.ironstead.services.ApiService;
import io.ironstead.services.fake.Node;
import io.ironstead.services.fake.Program;
import io.ironstead.services.fake.TestClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {
    private static final int SECURITY_VIOLATION = 3;

    private final Node node = new Node(new ApiService() {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public ApiResult call(ApiCall call) {
            return new ApiResult.Answered(call.request());
        }
    });
    private Program shop;
    private Program sibling;
    private Program other;

    @BeforeEach
    void start() throws IOException {
        shop = node.program("shop", "a-1");
        sibling = node.program("shop", "a-2");
        other = node.program("other", "b-1");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static boolean works(Program program, String ticket) throws IOException {
        var response = program.call("echo", "Say", new byte[0], ticket);
        if (response.hasRpcError()) {
            assertThat(response.getRpcError().getCode()).isEqualTo(SECURITY_VIOLATION);
            assertThat(response.getRpcError().getDetail()).contains("ticket of this call is not valid");
            return false;
        }
        return response.hasResponse();
    }

    @Test
    void isGoodUntilTheRequestIsOver() throws IOException {
        var ticket = node.ticket(shop);
        assertThat(works(shop, ticket)).isTrue();
        assertThat(works(shop, ticket)).isTrue();

        node.tickets.revoke(ticket);
        assertThat(works(shop, ticket)).isFalse();
        assertThat(node.tickets.size()).isZero();
    }

    @Test
    void isGoodUpToTheLastMomentOfItsLife() throws IOException {
        var ticket = node.ticket(shop);
        node.clock.advance(Node.LIFE.minusNanos(1));
        assertThat(works(shop, ticket)).isTrue();
        node.clock.advance(java.time.Duration.ofNanos(1));
        assertThat(works(shop, ticket)).isFalse();
    }

    @Test
    void isNoGoodWhenStolen() throws IOException {
        var ticket = node.ticket(shop);
        assertThat(works(other, ticket)).as("another site").isFalse();
        assertThat(works(sibling, ticket)).as("another instance of the site").isFalse();
        assertThat(works(shop, ticket)).as("its own").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guess", "SECRETKEY", "secretkey ", " ", "\0", "../../etc/passwd"})
    void isNoGoodWhenMadeUp(String ticket) throws IOException {
        assertThat(works(shop, ticket)).isFalse();
    }

    @Test
    void isNoGoodWithOneLetterChanged() throws IOException {
        var ticket = node.ticket(shop);
        for (int i = 0; i < ticket.length(); i++) {
            char changed = ticket.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(works(shop, ticket.substring(0, i) + changed + ticket.substring(i + 1)))
                    .isFalse();
        }
    }

    @Test
    void theTableIsBoundedAndRoomComesBack() {
        var tickets = new Tickets(2, new SecureRandom(), new TestClock());
        var facts = RequestFacts.visit(shop.version(), shop.instance(), "r", Node.LIFE);
        var first = tickets.mint(facts);
        tickets.mint(facts);
        assertThat(tickets.mint(facts)).isEmpty();

        tickets.revoke(first);
        tickets.revoke(first);
        tickets.revoke("");
        assertThat(tickets.mint(facts)).isNotEmpty();
        assertThat(tickets.mint(facts)).isEmpty();
    }

    @Test
    void areLongRandomAndFitAHeader() {
        var tickets = new Tickets(10_000, new SecureRandom(), new TestClock());
        var facts = RequestFacts.visit(shop.version(), shop.instance(), "r", Node.LIFE);
        var all = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            all.add(tickets.mint(facts));
        }
        assertThat(all).hasSize(10_000).allMatch(ticket -> ticket.matches("[A-Za-z0-9_-]{27}"));
    }
}
