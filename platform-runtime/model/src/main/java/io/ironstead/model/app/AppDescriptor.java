package io.ironstead.model.app;

import io.ironstead.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One version of one service as its bundle describes it. Paths are relative to the bundle's root, with {@code /}, and
 * never leave it: {@code bundle} has checked that.
 *
 * @param runtime which launcher runs it
 * @param runtimeName the name as written, for people: {@code python312}, {@code java21}, {@code nodejs22}
 * @param service the service it deploys
 * @param entrypoint the command that starts the program, as App Engine takes it: it must listen on {@code $PORT};
 *     empty means the runtime's usual one
 * @param environment {@code env_variables}; never holds platform names such as {@code PORT}
 * @param handlers tried in order; a path that none matches is 404, except that {@code bundle} ends the list with a
 *     script handler for everything where App Engine would
 * @param scaling when instances start and stop
 * @param instanceClass memory and processor share of one instance
 * @param inboundServices such as {@code warmup}
 * @param defaultExpiration how long visitors may cache static files that name no time of their own
 * @param errorHandlers static pages for the platform's own errors
 * @param java what only a WAR has
 * @param indexes the composite indexes it asks its site's datastore for
 * @param tasks the queues and scheduled jobs it asks for
 */
public record AppDescriptor(
        Runtime runtime,
        String runtimeName,
        ServiceName service,
        Optional<String> entrypoint,
        Map<String, String> environment,
        List<Handler> handlers,
        Scaling scaling,
        InstanceClass instanceClass,
        Set<String> inboundServices,
        Optional<Duration> defaultExpiration,
        List<ErrorHandler> errorHandlers,
        Optional<JavaSettings> java,
        List<CompositeIndex> indexes,
        TaskFiles tasks) {

    public AppDescriptor {
        environment = Map.copyOf(environment);
        handlers = List.copyOf(handlers);
        inboundServices = Set.copyOf(inboundServices);
        errorHandlers = List.copyOf(errorHandlers);
        // Descriptors that were stored before there were indexes have none.
        indexes = indexes == null ? List.of() : List.copyOf(indexes);
        tasks = tasks == null ? TaskFiles.NONE : tasks;
    }

    /** One that asks for no indexes and no queues. */
    public AppDescriptor(
            Runtime runtime,
            String runtimeName,
            ServiceName service,
            Optional<String> entrypoint,
            Map<String, String> environment,
            List<Handler> handlers,
            Scaling scaling,
            InstanceClass instanceClass,
            Set<String> inboundServices,
            Optional<Duration> defaultExpiration,
            List<ErrorHandler> errorHandlers,
            Optional<JavaSettings> java) {
        this(
                runtime,
                runtimeName,
                service,
                entrypoint,
                environment,
                handlers,
                scaling,
                instanceClass,
                inboundServices,
                defaultExpiration,
                errorHandlers,
                java,
                List.of(),
                TaskFiles.NONE);
    }

    /** The same that asks for these instead. */
    public AppDescriptor withIndexes(List<CompositeIndex> wanted) {
        return new AppDescriptor(
                runtime,
                runtimeName,
                service,
                entrypoint,
                environment,
                handlers,
                scaling,
                instanceClass,
                inboundServices,
                defaultExpiration,
                errorHandlers,
                java,
                wanted,
                tasks);
    }

    /** The same that asks for these instead. */
    public AppDescriptor withTasks(TaskFiles wanted) {
        return new AppDescriptor(
                runtime,
                runtimeName,
                service,
                entrypoint,
                environment,
                handlers,
                scaling,
                instanceClass,
                inboundServices,
                defaultExpiration,
                errorHandlers,
                java,
                indexes,
                wanted);
    }

    /** True when some path may need a running instance; a bundle of static files alone never starts a process. */
    public boolean needsInstances() {
        return handlers.stream().anyMatch(Handler.Script.class::isInstance);
    }
}
