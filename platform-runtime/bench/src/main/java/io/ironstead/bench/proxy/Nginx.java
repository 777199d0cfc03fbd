package io.ironstead.bench.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts nginx with one worker, as a backend or as the proxy to compare with. */
final class Nginx {
    private static final String FRAME = """
            worker_processes 1;
            daemon off;
            pid %1$s/%2$s.pid;
            error_log %1$s/%2$s.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path %1$s;
              proxy_temp_path %1$s;
              fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s;
              scgi_temp_path %1$s;
              keepalive_requests 1000000000;
              keepalive_timeout 1h;
              client_max_body_size 0;
              %3$s
            }
            """;

    private Nginx() {}

    /** Answers everything with 1 KiB. */
    static Proxied backend(Path folder, int port) throws IOException {
        return start(folder, "backend", port, """
                server { listen 127.0.0.1:%d backlog=4096; location / { return 200 "%s"; } }
                """.formatted(port, "x".repeat(1024)));
    }

    /** The set-up its documentation recommends: kept connections, the usual headers, bodies not spooled to disk. */
    static Proxied proxy(Path folder, int port, int backend) throws IOException {
        return start(folder, "nginx", port, """
                upstream behind { server 127.0.0.1:%2$d; keepalive 256; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%1$d backlog=4096;
                  location / {
                    proxy_pass http://behind;
                    proxy_http_version 1.1;
                    proxy_request_buffering off;
                    proxy_set_header Connection "";
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Proto $scheme;
                  }
                }
                """.formatted(port, backend));
    }

    private static Proxied start(Path folder, String name, int port, String servers) throws IOException {
        var settings = Files.writeString(folder.resolve(name + ".conf"), FRAME.formatted(folder, name, servers));
        var process = new ProcessBuilder("nginx", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        awaitPort(port);
        var worker = process.children().findFirst().orElseThrow(() -> new IOException("nginx did not start: " + name));
        return new Proxied(name, port, process, worker.pid());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    static void awaitPort(int port) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}
