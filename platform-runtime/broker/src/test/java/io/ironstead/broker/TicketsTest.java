package io.ironstead.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.broker.fake.House;
import io.ironstead.broker.fake.Places;
import io.ironstead.broker.fake.Program;
import io.ironstead.broker.fake.Sites;
import io.ironstead.model.InstanceId;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class TicketsTest {

    @Test
    void aRequestCarriesATicketOfItsOwnThatDiesWithIt() throws Exception {
        var during = new LinkedBlockingQueue<Integer>();
        try (var program = Program.that(call ->
                        call.ok(call.head().all("x-appengine-api-ticket").toString()));
                var house = House.shop(program.port())) {
            var first = house.get("/", "X-AppEngine-Api-Ticket: ticket-9", "x_appengine_api_ticket: ticket-9");
            during.add(house.office().open().size());
            var second = house.get("/");

            assertThat(first.text()).isEqualTo("[ticket-1]");
            assertThat(second.text()).isEqualTo("[ticket-2]");
            house.places().awaitAllBack();
            assertThat(house.office().open()).isEmpty();
            assertThat(during).containsExactly(0);
        }
    }

    @Test
    void theTicketIsGoodWhileTheProgramAnswersAndNamesRequestAndInstance() throws Exception {
        var open = new LinkedBlockingQueue<Object>();
        var officeOf = new House[1];
        try (var program = Program.that(call -> {
                    open.addAll(officeOf[0].office().open().keySet());
                    call.ok("done");
                });
                var house = House.shop(program.port())) {
            officeOf[0] = house;
            var answer = house.get("/");

            assertThat(open).containsExactly("ticket-1");
            var facts = house.office().minted().getFirst();
            assertThat(facts.instance()).isEqualTo(new InstanceId("instance-" + program.port()));
            assertThat(facts.version().site().value()).isEqualTo("shop");
            assertThat(facts.requestId()).isEqualTo(answer.header("x-ironstead-request"));
            assertThat(facts.user()).isEmpty();
            assertThat(facts.namespace()).isEmpty();
            assertThat(facts.offline()).isFalse();
        }
    }

    @Test
    void anotherInstanceGetsAnotherTicketAndTheFirstIsNoGoodThen() throws Exception {
        int nobody;
        try (var gone = Program.echo()) {
            nobody = gone.port();
        }
        try (var program = Program.echo();
                var house = House.with(new Places(nobody, program.port()), settings -> settings, Sites.shop())) {
            house.get("/");
            house.places().awaitAllBack();

            assertThat(house.office().minted())
                    .extracting(facts -> facts.instance().value())
                    .endsWith("instance-" + program.port());
            assertThat(house.office().open()).isEmpty();
        }
    }

    @Test
    void aVisitorWhoLeavesTakesTheTicketWithHim() throws IOException, InterruptedException {
        try (var program = Program.that(call -> {});
                var house = House.shop(program.port())) {
            try (var visitor = house.visitor()) {
                visitor.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                program.next();
                assertThat(house.office().open()).hasSize(1);
            }
            house.places().awaitAllBack();
            assertThat(house.office().open()).isEmpty();
        }
    }
}
