package io.ironstead.instances;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** A WAR of one servlet, compiled against the Java host's own jars. */
final class TestWar {
    private static final String SERVLET = """
            import jakarta.servlet.annotation.WebServlet;
            import jakarta.servlet.http.*;

            @WebServlet("/")
            public class Hello extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse answer) throws java.io.IOException {
                    answer.getWriter().print("hello");
                }
            }
            """;

    private TestWar() {}

    static Map<String, String> hello() throws IOException {
        var folder = Files.createTempDirectory("war");
        try {
            var source = Files.writeString(folder.resolve("Hello.java"), SERVLET);
            try (var jars = Files.list(TestNode.JAVA_HOST.orElseThrow().resolve("jakarta"))) {
                var classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
                int failed = ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
                if (failed != 0) {
                    throw new IllegalStateException("The servlet does not compile");
                }
            }
            var bytes = Files.readString(folder.resolve("Hello.class"), StandardCharsets.ISO_8859_1);
            return Map.of("WEB-INF/classes/Hello.class", bytes);
        } finally {
            TestNode.delete(folder);
        }
    }
}
