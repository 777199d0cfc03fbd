package io.ironstead.javahost.apiproxy;

import com.google.apphosting.api.ApiProxy;
import java.util.concurrent.ThreadFactory;

/** Threads that outlive the request which makes them, and call in nobody's name. */
final class BackgroundThreads {
    private BackgroundThreads() {}

    static ThreadFactory factory(Instance instance) {
        return work -> {
            var thread = new Thread(() -> {
                ApiProxy.setEnvironmentForCurrentThread(RequestEnvironment.background(instance));
                try {
                    work.run();
                } finally {
                    ApiProxy.clearEnvironmentForCurrentThread();
                }
            });
            thread.setDaemon(true);
            return thread;
        };
    }
}
