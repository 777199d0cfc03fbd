package io.ironstead.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One nginx of Debian's, with one worker and a configuration of its own, in the foreground. */
final class Nginx implements AutoCloseable {
    private final Process process;

    /** @param server the lines inside {@code server { }}; {@code http} those beside it */
    Nginx(Path folder, String http, String server) throws IOException {
        Files.createDirectories(folder);
        var configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
                user root;
                events { worker_connections 4096; }
                http {
                  access_log off; keepalive_requests 1000000; client_max_body_size 0;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  %2$s
                  server { %3$s }
                }
                """.formatted(folder, http, server));
        process = new ProcessBuilder("nginx", "-c", configuration.toString(), "-p", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
