import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A tenant's Java program that tries what it should not be able to do: one line for each, with what happened. */
public class Probe {
    private static final StringBuilder found = new StringBuilder();

    private static void attempt(String name, Callable<?> probe) {
        try {
            var result = probe.call();
            found.append(name).append(" ALLOWED ").append(result).append('\n');
        } catch (Exception refused) {
            found.append(name).append(" DENIED ").append(refused.getClass().getSimpleName()).append('\n');
        }
    }

    private static String connect(String host, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 3000);
            return "connected";
        }
    }

    public static void main(String[] words) throws Exception {
        var environment = System.getenv();
        var secret = environment.get("SECRET_FILE");
        int port = Integer.parseInt(environment.get("HOST_PORT"));
        var victim = environment.get("VICTIM");
        attempt("secret", () -> Files.readString(Path.of(secret)));
        attempt("secret through process 1", () -> Files.readString(Path.of("/proc/1/root" + secret)));
        attempt("host loopback", () -> connect("127.0.0.1", port));
        attempt("host address", () -> connect(environment.get("HOST_ADDRESS"), port));
        attempt("metadata", () -> connect("169.254.169.254", 80));
        attempt("victim", () -> Files.readString(Path.of("/proc/" + victim + "/environ")));
        attempt("victim's handle", () -> ProcessHandle.of(Long.parseLong(victim)).orElseThrow().pid());
        attempt("shadow", () -> Files.readString(Path.of("/etc/shadow")));
        attempt("root's file", () -> Files.readString(Path.of("/root/.profile")));
        attempt("write bundle", () -> Files.writeString(Path.of("x"), "x"));
        attempt("write usr", () -> Files.writeString(Path.of("/usr/x"), "x"));
        attempt("write etc", () -> Files.writeString(Path.of("/etc/x"), "x"));
        var server = HttpServer.create(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(environment.get("PORT"))), 0);
        server.createContext("/", exchange -> {
            var answer = found.toString().getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
    }
}
