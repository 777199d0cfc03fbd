package io.ironstead.agent;

import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.BindException;

/**
 * Starts the node agent. What an operator must put right is said in one sentence on standard error, with exit code 1.
 * The JVM needs {@code --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow} for Netty; a heap of
 * {@code -Xmx192m} with the serial collector does for thousands of requests a second, as bodies stay outside of it.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AgentApplication {

    public static void main(String[] arguments) {
        try {
            SpringApplication.run(AgentApplication.class, arguments);
        } catch (RuntimeException failed) {
            System.err.println("ironstead agent: " + sentence(failed));
            System.exit(1);
        }
    }

    private static String sentence(Throwable failed) {
        Throwable deepest = failed;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotStart reason) {
                return String.valueOf(reason.getMessage());
            }
            if (cause instanceof BindException unreadable && unreadable.getProperty() != null) {
                return unreadable.getName() + " cannot be \""
                        + unreadable.getProperty().getValue() + "\".";
            }
            deepest = cause;
        }
        return Optional.ofNullable(deepest.getMessage()).orElseGet(deepest::toString);
    }
}
