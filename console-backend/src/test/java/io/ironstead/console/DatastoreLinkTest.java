package io.ironstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.console.agentlink.DatastoreLink;
import io.ironstead.console.agentlink.JoinCommands;
import io.ironstead.console.security.Caller;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.ToConsole;
import io.ironstead.model.control.ToNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ApplicationContext;

/** Which machine is asked for the sites' data. */
class DatastoreLinkTest {
    private static final SiteName SHOP = new SiteName("shop");

    @TempDir
    Path data;

    @Test
    void theFirstMachineIsAskedAndWhileItIsAwayAnotherOne() throws Exception {
        try (var console = OwnConsole.start(data, InstantSource.system(), Map.of())) {
            var link = console.getBean(DatastoreLink.class);
            assertThat(link.call(SHOP, "runQuery", "{}")).as("no machine").isEmpty();
            try (var first = FakeMachine.join(token(console), "first");
                    var second = FakeMachine.join(token(console), "second").connect()) {
                second.next(ToNode.Desired.class);
                assertThat(asked(link, second)).isEqualTo("second");
                first.connect().next(ToNode.Desired.class);
                assertThat(asked(link, first)).isEqualTo("first");
            }
        }
    }

    private static String token(ApplicationContext console) {
        return console.getBean(JoinCommands.class).create(Caller.PLATFORM).token();
    }

    /** Who answered, when this machine does. */
    private static String asked(DatastoreLink link, FakeMachine machine) throws Exception {
        var said = CompletableFuture.supplyAsync(() -> link.call(SHOP, "runQuery", "{}"));
        var order = machine.next(ToNode.DatastoreCall.class);
        machine.say(new ToConsole.DatastoreAnswer(
                order.requestId(), 200, machine.id().value()));
        return said.get().map(ToConsole.DatastoreAnswer::body).orElse("");
    }
}
