package io.ironstead.console;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A console of one test's own, on that test's clock. */
final class OwnConsole {
    private OwnConsole() {}

    /** @param more settings, as {@code console.bundle-bytes-max} */
    static ConfigurableApplicationContext start(Path data, InstantSource clock, Map<String, Object> more) {
        var settings = new HashMap<String, Object>(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "console.agent-port", "0",
                "console.data-dir", data.toString()));
        settings.putAll(more);
        return new SpringApplicationBuilder(TestConsole.class)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean("testClock", InstantSource.class, () -> clock, bean -> bean.setPrimary(true));
                    beans.registerBean(CountingQueries.class, CountingQueries::new);
                })
                .properties(settings)
                .run();
    }
}
