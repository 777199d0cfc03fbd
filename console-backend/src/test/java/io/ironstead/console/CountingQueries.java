package io.ironstead.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Counts the statements that one thread has the database prepare. */
final class CountingQueries implements BeanPostProcessor {
    private final ThreadLocal<AtomicLong> counted = new ThreadLocal<>();

    long during(Runnable work) {
        var count = new AtomicLong();
        counted.set(count);
        try {
            work.run();
        } finally {
            counted.remove();
        }
        return count.get();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource real ? wrap(DataSource.class, real) : bean;
    }

    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getName().startsWith("prepareStatement") && counted.get() != null) {
                        counted.get().incrementAndGet();
                    }
                    try {
                        var answer = method.invoke(real, given);
                        return answer instanceof Connection connection ? wrap(Connection.class, connection) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
