package io.ironstead.bundle.descriptor;

import com.google.re2j.Pattern;
import io.ironstead.model.ServiceName;
import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.FileOptions;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * A WAR: {@code WEB-INF/appengine-web.xml} where there is one, and what {@code WEB-INF/web.xml} says of security. As on
 * App Engine, every file outside {@code WEB-INF} that is no JSP is a static file too, unless the descriptor says else.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/standard/java-gen2/config/appref">appengine-web.xml</a>
 */
final class WarDescriptor {
    private static final String APPENGINE = "WEB-INF/appengine-web.xml";
    private static final String WEB = "WEB-INF/web.xml";
    private static final String STATIC_URL = "/(.+)";

    /** Code, and pages that are to be run. */
    private static final String NEVER_STATIC = "(?i:(?:WEB-INF|META-INF)/.*|.*\\.(?:jspx?|jspf|tagx?|tagf))";

    private final BundleFiles files;
    private final List<String> warnings = new ArrayList<>();

    private WarDescriptor(BundleFiles files) {
        this.files = files;
    }

    static Described read(BundleFiles files) throws DescriptorException {
        var war = new WarDescriptor(files);
        var web = files.text(WEB);
        var appengine = files.text(APPENGINE);
        var handlers = new ArrayList<Handler>();
        if (web.isPresent()) {
            handlers.addAll(SecurityConstraints.handlers(Xml.parse(WEB, web.get())));
        }
        var api = Descriptors.servletApi(files, web.orElse(""));
        boolean jsp = Descriptors.hasJsp(files, web.orElse(""));
        if (appengine.isEmpty()) {
            handlers.add(new Handler.Script(".*", "servlet", Access.OPEN));
            var app = Descriptors.plain(
                    Runtime.JAVA, "java", handlers, Optional.of(new JavaSettings(api, Map.of(), true, "", jsp)));
            return new Described(
                    app, Optional.empty(), List.of("There is no appengine-web.xml: taken as a plain WAR."));
        }
        return war.appengine(Xml.parse(APPENGINE, appengine.get()), handlers, api, jsp);
    }

    private Described appengine(Element root, List<Handler> handlers, JavaSettings.ServletApi api, boolean jsp)
            throws DescriptorException {
        handlers.addAll(staticFiles(root));
        handlers.add(new Handler.Script(".*", "servlet", Access.OPEN));
        var runtimeName = Xml.text(root, "runtime").orElse("java21");
        if (!runtimeName.matches("java\\d{0,2}")) {
            throw new DescriptorException(
                    APPENGINE + ": there is no runtime \"" + runtimeName + "\" for a WAR",
                    "Use java17, java21 or java25.");
        }
        var app = new AppDescriptor(
                Runtime.JAVA,
                runtimeName,
                service(root),
                Optional.empty(),
                environment(root),
                handlers,
                scaling(root),
                instanceClass(root),
                new LinkedHashSet<>(Xml.child(root, "inbound-services")
                        .map(list -> Xml.children(list, "service").stream()
                                .map(service -> service.getTextContent().strip())
                                .toList())
                        .orElse(List.of())),
                Optional.empty(),
                List.of(),
                Optional.of(new JavaSettings(
                        api,
                        pairs(root, "system-properties", "property"),
                        Xml.text(root, "sessions-enabled")
                                .map(Boolean::parseBoolean)
                                .orElse(false),
                        "",
                        jsp)));
        return new Described(app, Xml.text(root, "version"), warnings);
    }

    private static ServiceName service(Element root) throws DescriptorException {
        try {
            return Xml.text(root, "service")
                    .or(() -> Xml.text(root, "module"))
                    .map(ServiceName::new)
                    .orElse(ServiceName.DEFAULT);
        } catch (IllegalArgumentException badName) {
            throw new DescriptorException(APPENGINE + ": " + badName.getMessage(), "Correct <service>.");
        }
    }

    private static Map<String, String> environment(Element root) throws DescriptorException {
        var environment = pairs(root, "env-variables", "env-var");
        for (String name : environment.keySet()) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new DescriptorException(
                        APPENGINE + ": \"" + name + "\" is no name of an environment variable",
                        "Use letters, digits and \"_\" in <env-var name=…>.");
            }
        }
        return environment;
    }

    private static Map<String, String> pairs(Element root, String list, String entry) {
        var pairs = new LinkedHashMap<String, String>();
        Xml.child(root, list)
                .ifPresent(element -> Xml.children(element, entry)
                        .forEach(pair -> pairs.put(pair.getAttribute("name"), pair.getAttribute("value"))));
        pairs.remove("");
        return pairs;
    }

    private static List<Handler> staticFiles(Element root) throws DescriptorException {
        var element = Xml.child(root, "static-files");
        var includes = element.map(list -> Xml.children(list, "include")).orElse(List.of());
        var exclude = element.map(list -> Xml.children(list, "exclude")).orElse(List.of()).stream()
                .map(one -> "|" + glob(one.getAttribute("path")))
                .collect(Collectors.joining("", NEVER_STATIC, ""));
        var handlers = new ArrayList<Handler>();
        for (var include : includes) {
            handlers.add(staticFile(glob(include.getAttribute("path")), exclude, options(include)));
        }
        if (includes.isEmpty()) {
            handlers.add(staticFile(".*", exclude, FileOptions.NONE));
        }
        return handlers;
    }

    private static Handler staticFile(String upload, String exclude, FileOptions options) {
        return new Handler.StaticFiles(STATIC_URL, "\\1", upload, exclude, true, options, Access.OPEN);
    }

    private static FileOptions options(Element include) throws DescriptorException {
        var expiration = Xml.attribute(include, "expiration");
        var time = expiration.flatMap(Durations::parse);
        if (expiration.isPresent() && time.isEmpty()) {
            throw new DescriptorException(
                    APPENGINE + ": \"" + expiration.get() + "\" is no time", "Write it as \"4d 5h\".");
        }
        var headers = new LinkedHashMap<String, String>();
        for (var header : Xml.children(include, "http-header")) {
            var name = header.getAttribute("name");
            var value = header.getAttribute("value");
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.chars().anyMatch(c -> c < 0x20 || c >= 0x7f)) {
                throw new DescriptorException(
                        APPENGINE + ": \"" + name + "\" is no HTTP header", "Correct <http-header>.");
            }
            headers.put(name, value);
        }
        return new FileOptions(time, Optional.empty(), headers);
    }

    /** {@code **} any folders, {@code *} within one; a leading slash does not matter. */
    private static String glob(String path) {
        var regex = new StringBuilder();
        var plain = path.startsWith("/") ? path.substring(1) : path;
        for (int i = 0; i < plain.length(); i++) {
            if (plain.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                char c = plain.charAt(i);
                regex.append(c == '*' ? "[^/]*" : Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static InstanceClass instanceClass(Element root) throws DescriptorException {
        var name = Xml.text(root, "instance-class");
        try {
            return name.map(text -> InstanceClass.valueOf(text.toUpperCase(Locale.ROOT)))
                    .orElse(InstanceClass.F1);
        } catch (IllegalArgumentException unknown) {
            throw new DescriptorException(
                    APPENGINE + ": there is no instance class \"" + name.orElse("") + "\"",
                    "Use F1, F2, F4, F4_1G, B1, B2, B4, B4_1G or B8.");
        }
    }

    private static Scaling scaling(Element root) throws DescriptorException {
        var basic = Xml.child(root, "basic-scaling");
        if (basic.isPresent()) {
            return new Scaling.Basic(
                    number(basic.get(), "max-instances", 1, 1),
                    time(basic.get(), "idle-timeout", Duration.ofMinutes(5)));
        }
        var manual = Xml.child(root, "manual-scaling");
        if (manual.isPresent()) {
            return new Scaling.Manual(number(manual.get(), "instances", 1, 1));
        }
        var automatic = Xml.child(root, "automatic-scaling");
        if (automatic.isEmpty()) {
            return Scaling.Automatic.DEFAULT;
        }
        var usual = Scaling.Automatic.DEFAULT;
        var element = automatic.get();
        Function<String, Double> share = name -> Xml.text(element, name)
                .map(Double::parseDouble)
                .filter(value -> value >= 0.5 && value <= 0.95)
                .orElse(0.6);
        try {
            int min = number(element, "min-instances", 0, 0);
            return new Scaling.Automatic(
                    min,
                    number(element, "max-instances", 1000, Math.max(1, min)),
                    number(element, "min-idle-instances", 0, 0),
                    number(element, "max-concurrent-requests", usual.maxConcurrentRequests(), 1),
                    share.apply("target-cpu-utilization"),
                    share.apply("target-throughput-utilization"),
                    time(element, "min-pending-latency", usual.minPendingLatency()),
                    time(element, "max-pending-latency", usual.maxPendingLatency()));
        } catch (NumberFormatException none) {
            throw new DescriptorException(
                    APPENGINE + ": <automatic-scaling> holds what is no number", "Correct it and deploy again.");
        }
    }

    private static int number(Element parent, String name, int usual, int min) throws DescriptorException {
        var text = Xml.text(parent, name).filter(word -> !word.equals("automatic"));
        try {
            int number = text.map(Integer::parseInt).orElse(usual);
            if (number >= min && number <= 1000) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw new DescriptorException(
                APPENGINE + ": <" + name + "> must be a number from " + min + " to 1000",
                "Correct it and deploy again.");
    }

    private static Duration time(Element parent, String name, Duration usual) throws DescriptorException {
        var text = Xml.text(parent, name).filter(word -> !word.equals("automatic"));
        if (text.isEmpty()) {
            return usual;
        }
        return Durations.parse(text.get())
                .orElseThrow(() -> new DescriptorException(
                        APPENGINE + ": <" + name + "> must be a time such as 30ms or 5m",
                        "Correct it and deploy again."));
    }
}
