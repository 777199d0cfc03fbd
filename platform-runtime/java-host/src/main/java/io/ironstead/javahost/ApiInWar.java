package io.ironstead.javahost;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * App Engine's {@code ApiProxy} of one WAR, made ready to call the platform. The WAR carries its own copy of that class,
 * so what implements this lives in the WAR's class loader; only types of the JDK and this package cross over.
 */
public interface ApiInWar {

    /** The class that implements this, with a constructor without parameters. */
    String IMPLEMENTATION = "io.ironstead.javahost.apiproxy.Installed";

    /**
     * A request that comes in now.
     *
     * @param header the value of one of its headers by name, in any case; null when it has none
     */
    ApiRequest open(Function<String, @Nullable String> header);

    /** What runs outside of any request: the WAR's start and end, and threads it started by itself. */
    ApiRequest background();
}
