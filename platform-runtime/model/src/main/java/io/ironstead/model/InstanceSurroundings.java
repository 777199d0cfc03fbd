package io.ironstead.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What an instance finds around it besides its own files, for example its way to the API server. Opened before its
 * process starts, closed when nothing of it runs any more. Called by many threads at once.
 */
public interface InstanceSurroundings {

    /** Nothing. */
    InstanceSurroundings NONE = (version, instance, network) -> new Opened() {
        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public void close() {}
    };

    /**
     * Makes ready for one process of {@code instance}. An instance whose start is tried again gets a new one.
     *
     * @param network runs the short task that opens a listener where only this instance can reach it; see {@link Dialer}
     * @throws IOException when it cannot be made; the start fails with this message
     */
    Opened open(VersionKey version, InstanceId instance, Executor network) throws IOException;

    /** What was made for one process. */
    interface Opened extends AutoCloseable {

        /** Variables for the process; they replace those of the same name in the application's descriptor. */
        Map<String, String> environment();

        /** Takes it away; again does nothing. */
        @Override
        void close();
    }

    /** All of them, opened in this order and closed in the other; of variables with one name the last counts. */
    static InstanceSurroundings all(List<InstanceSurroundings> parts) {
        return (version, instance, network) -> {
            var opened = new ArrayList<Opened>();
            var environment = new HashMap<String, String>();
            try {
                for (var part : parts) {
                    var one = part.open(version, instance, network);
                    opened.add(one);
                    environment.putAll(one.environment());
                }
            } catch (IOException | RuntimeException failed) {
                opened.reversed().forEach(Opened::close);
                throw failed;
            }
            return new Opened() {
                @Override
                public Map<String, String> environment() {
                    return environment;
                }

                @Override
                public void close() {
                    opened.reversed().forEach(Opened::close);
                }
            };
        };
    }
}
