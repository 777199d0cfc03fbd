package io.ironstead.bundle.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.ironstead.model.app.CompositeIndex;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.InstanceClass;
import io.ironstead.model.app.JavaSettings.ServletApi;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.app.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

    private record Files(Map<String, String> texts, Set<ServletUse> servlets, Optional<ServletUse> servletsOfJars)
            implements BundleFiles {
        @Override
        public Set<String> paths() {
            return texts.keySet();
        }

        @Override
        public boolean has(String path) {
            return texts.containsKey(path);
        }

        @Override
        public Optional<String> text(String path) {
            return Optional.ofNullable(texts.get(path));
        }
    }

    private static Described read(String... files) throws DescriptorException {
        var texts = new HashMap<String, String>();
        for (int i = 0; i < files.length; i += 2) {
            texts.put(files[i], files[i + 1]);
        }
        return Descriptors.read(new Files(texts, Set.of(), Optional.empty()));
    }

    private static Described python(String yaml) throws DescriptorException {
        return read("app.yaml", "runtime: python312\n" + yaml, "main.py", "");
    }

    @Test
    void aWholeAppYaml() throws Exception {
        var app = python("""
                service: api
                entrypoint: gunicorn -b :$PORT main:app
                instance_class: F2
                env_variables:
                  A: "1"
                  PORT: "9"
                inbound_services: [warmup]
                default_expiration: "1d 2h"
                handlers:
                - url: /static
                  static_dir: public
                  expiration: 10m
                  http_headers:
                    X-Foo: bar
                - url: /(.*\\.gif)$
                  static_files: images/\\1
                  upload: images/.*\\.gif$
                - url: /admin/.*
                  script: auto
                  login: admin
                  secure: always
                automatic_scaling:
                  min_instances: 1
                  max_instances: 5
                  max_concurrent_requests: 80
                  min_pending_latency: 50ms
                error_handlers:
                - file: oops.html
                """).app();
        assertThat(app.runtime()).isEqualTo(Runtime.PYTHON);
        assertThat(app.service().value()).isEqualTo("api");
        assertThat(app.entrypoint()).contains("gunicorn -b :$PORT main:app");
        assertThat(app.instanceClass()).isEqualTo(InstanceClass.F2);
        assertThat(app.environment()).containsExactly(Map.entry("A", "1"));
        assertThat(app.inboundServices()).containsExactly("warmup");
        assertThat(app.defaultExpiration()).contains(Duration.ofHours(26));
        assertThat(app.handlers()).hasSize(4);
        assertThat(app.handlers().get(0)).isInstanceOfSatisfying(Handler.StaticDir.class, handler -> {
            assertThat(handler.directory()).isEqualTo("public");
            assertThat(handler.options().expiration()).contains(Duration.ofMinutes(10));
            assertThat(handler.options().httpHeaders()).containsEntry("X-Foo", "bar");
        });
        assertThat(app.handlers().get(2).access().login()).isEqualTo(Handler.Login.ADMIN);
        assertThat(app.handlers().getLast().url()).isEqualTo(".*");
        assertThat(app.scaling())
                .isEqualTo(new Scaling.Automatic(1, 5, 0, 80, 0.6, 0.6, Duration.ofMillis(50), Duration.ofMillis(30)));
        assertThat(app.errorHandlers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runtime: cobol | app.yaml line 1: there is no runtime \"cobol\"",
                "runtime: python27 | app.yaml line 1: Python 2.7 is not offered",
                "runtime: go122 | This runtime needs an entrypoint",
                "runtime: nodejs22 | There is no \"start\" script",
                "runtime: java21 | There is no WEB-INF folder",
                "service: x | app.yaml names no runtime",
                "runtime: [ | app.yaml line 1, column",
                "runtime: {a: b} | app.yaml line 1: \"runtime\" must be a plain value",
                "- a | app.yaml is not a list of keys and values",
            })
    void brokenOnesNameFileAndLine(String yaml, String cause) {
        assertThatThrownBy(() -> read("app.yaml", yaml)).isInstanceOfSatisfying(DescriptorException.class, refused -> {
            assertThat(refused).hasMessageContaining(cause);
            assertThat(refused.advice()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service: A | line 2: A service name may hold lower-case",
                "handlers: x | line 2: \"handlers\" must be a list",
                "handlers: [{url: /a}] | line 2: this handler needs one of",
                "handlers: [{url: '/(', script: auto}] | line 2: \"url\" is no regular expression",
                "handlers: [{url: /a, static_dir: ../b}] | line 2: \"static_dir\" must stay inside",
                "automatic_scaling: {max_instances: many} | line 2: \"max_instances\" must be a number",
                "instance_class: F9 | line 2: there is no instance class",
                "includes: [nowhere.yaml] | line 2: the file \"nowhere.yaml\" is not in the archive",
                "env_variables: {'A B': x} | line 2: \"A B\" is no name of an environment variable",
                "error_handlers: [{file: ../secret}] | line 2: \"file\" must stay inside",
                "default_expiration: soon | line 2: \"default_expiration\" must be a time",
            })
    void wrongValuesNameTheirLine(String line, String cause) {
        assertThatThrownBy(() -> python(line)).hasMessageContaining(cause);
    }

    @Test
    void unknownKeysAreWarnedOf() throws Exception {
        assertThat(python("vpc_access_connector: {name: x}\n").warnings())
                .containsExactly("app.yaml line 2: \"vpc_access_connector\" is not used here.");
    }

    @Test
    void includesAreMergedAndRingsRefused() throws Exception {
        var app = read(
                        "app.yaml", "runtime: python312\nincludes: [more.yaml]\n",
                        "main.py", "",
                        "more.yaml", "handlers: [{url: /m, static_dir: m}]\n")
                .app();
        assertThat(app.handlers()).hasSize(2);
        assertThatThrownBy(() -> read(
                        "app.yaml", "runtime: python312\nincludes: [a.yaml]\n",
                        "main.py", "",
                        "a.yaml", "includes: [a.yaml]\n"))
                .hasMessageContaining("ring");
    }

    @Test
    void filesAloneAreAStaticSite() throws Exception {
        assertThat(read("index.html", "").app().runtime()).isEqualTo(Runtime.STATIC);
        assertThat(read("app.yaml", "runtime: python312\nhandlers: [{url: /, static_dir: www}]\n", "www/index.html", "")
                        .app()
                        .needsInstances())
                .isFalse();
    }

    @Test
    void aWarWithAppEngineDescriptor() throws Exception {
        var app = read(
                        "WEB-INF/appengine-web.xml",
                        """
                        <appengine-web-app xmlns="http://appengine.google.com/ns/1.0">
                          <runtime>java21</runtime><service>web</service><sessions-enabled>true</sessions-enabled>
                          <system-properties><property name="a.b" value="c"/></system-properties>
                          <static-files><include path="/**.png" expiration="1h"/><exclude path="/private/**"/></static-files>
                          <basic-scaling><max-instances>3</max-instances><idle-timeout>2m</idle-timeout></basic-scaling>
                        </appengine-web-app>""",
                        "WEB-INF/web.xml",
                        """
                        <!DOCTYPE web-app SYSTEM "http://java.sun.com/dtd/web-app_2_3.dtd">
                        <web-app><security-constraint>
                          <web-resource-collection><url-pattern>/admin/*</url-pattern></web-resource-collection>
                          <auth-constraint><role-name>admin</role-name></auth-constraint>
                          <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                        </security-constraint></web-app>""",
                        "logo.png",
                        "",
                        "private/secret.png",
                        "")
                .app();
        assertThat(app.runtime()).isEqualTo(Runtime.JAVA);
        assertThat(app.service().value()).isEqualTo("web");
        assertThat(app.scaling()).isEqualTo(new Scaling.Basic(3, Duration.ofMinutes(2)));
        assertThat(app.java().orElseThrow().systemProperties()).containsEntry("a.b", "c");
        assertThat(app.java().orElseThrow().servletApi()).isEqualTo(ServletApi.JAVAX);
        assertThat(app.handlers().getFirst().access())
                .isEqualTo(new Handler.Access(Handler.Secure.ALWAYS, Handler.Login.ADMIN, 302));
        assertThat(app.handlers().get(1)).isInstanceOfSatisfying(Handler.StaticFiles.class, handler -> {
            assertThat(serves(handler, "logo.png")).isTrue();
            assertThat(serves(handler, "logo.gif")).isFalse();
            assertThat(serves(handler, "private/secret.png")).isFalse();
            assertThat(serves(handler, "WEB-INF/logo.png")).isFalse();
            assertThat(serves(handler, "web-inf/logo.png")).isFalse();
        });
    }

    /** As the broker decides, for a file that exists. */
    private static boolean serves(Handler handler, String file) {
        return handler instanceof Handler.StaticFiles files
                && Pattern.matches(files.upload(), file)
                && !(!files.exclude().isEmpty() && Pattern.matches(files.exclude(), file));
    }

    @Test
    void aWarOfVeryManyFilesHasASmallDescriptor() throws Exception {
        var files = new ArrayList<>(List.of("WEB-INF/appengine-web.xml", "<a/>"));
        for (int i = 0; i < 20_000; i++) {
            files.addAll(List.of("images/picture-" + i + ".png", ""));
        }
        var handlers = read(files.toArray(String[]::new)).app().handlers();
        assertThat(handlers).hasSize(2);
        assertThat(handlers.toString()).hasSizeLessThan(1_000);
        assertThat(serves(handlers.getFirst(), "images/picture-7.png")).isTrue();
        assertThat(serves(handlers.getFirst(), "WEB-INF/classes/A.class")).isFalse();
        assertThat(serves(handlers.getFirst(), "page.jsp")).isFalse();
        assertThat(serves(handlers.getFirst(), "page.JSPX")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index.jsp | <web-app/> | true",
                "WEB-INF/views/a.jsp | <web-app/> | true",
                "WEB-INF/tags/a.tag | <web-app/> | true",
                "WEB-INF/classes/org/apache/jsp/a_jsp.class | <web-app/> | true",
                "a.txt | <web-app><servlet><jsp-file>/x</jsp-file></servlet></web-app> | true",
                "a.html | <web-app/> | false",
                "jsp/a.html | <web-app/> | false",
            })
    void pagesAreTold(String file, String web, boolean jsp) throws Exception {
        var settings = read("WEB-INF/web.xml", web, file, "").app().java().orElseThrow();
        assertThat(settings.jsp()).isEqualTo(jsp);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<web-app xmlns='http://xmlns.jcp.org/xml/ns/javaee'/> | JAKARTA | JAVAX",
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee'/> | JAVAX | JAKARTA",
                "<web-app/> | JAVAX | JAVAX",
                "<web-app/> | JAKARTA | JAKARTA",
                "<web-app/> | | JAKARTA",
            })
    void jarsSayWhichServletApiWhereNothingElseDoes(String web, BundleFiles.ServletUse jars, ServletApi api)
            throws Exception {
        var files = new Files(Map.of("WEB-INF/web.xml", web), Set.of(), Optional.ofNullable(jars));
        assertThat(Descriptors.read(files).app().java().orElseThrow().servletApi())
                .isEqualTo(api);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | /index.html",
                "/a/ | /a/index.html",
                "/a/b.css | a/b.css",
                "/.well-known/security.txt | .well-known/security.txt",
                "/.git/config | ",
                "/.git/ | ",
                "/.env | ",
                "/a/.htpasswd | ",
                "/.gcloudignore | ",
                "/.well-known/.git/config | ",
                "/.well-known-not/a | ",
                "/..a | ",
            })
    void aGuessedStaticSiteHidesWhatBeginsWithADot(String path, String file) throws Exception {
        var handlers = read("index.html", "").app().handlers();
        var first = handlers.stream()
                .map(Handler.StaticFiles.class::cast)
                .filter(handler -> Pattern.matches(handler.url(), path))
                .findFirst()
                .orElseThrow();
        var url = Pattern.compile(first.url()).matcher(path);
        assertThat(url.matches()).isTrue();
        var named = first.files().replace("\\1", url.group(1));
        assertThat(serves(first, named) ? named : null).isEqualTo(file);
    }

    @Test
    void httpsForAllPagesDoesNotOpenTheAdministratorsPages() throws Exception {
        var handlers = read("WEB-INF/web.xml", """
                        <web-app>
                          <security-constraint>
                            <web-resource-collection><url-pattern>/*</url-pattern></web-resource-collection>
                            <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                          </security-constraint>
                          <security-constraint>
                            <web-resource-collection><url-pattern>/admin/*</url-pattern></web-resource-collection>
                            <auth-constraint><role-name>admin</role-name></auth-constraint>
                          </security-constraint>
                        </web-app>""").app().handlers();
        assertThat(handlers)
                .extracting(Handler::access)
                .startsWith(
                        new Handler.Access(Handler.Secure.ALWAYS, Handler.Login.ADMIN, 302),
                        new Handler.Access(Handler.Secure.ALWAYS, Handler.Login.OPTIONAL, 302));
        assertThat(Pattern.matches(handlers.getFirst().url(), "/admin/x")).isTrue();
        assertThat(Pattern.matches(handlers.getFirst().url(), "/page")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<basic-scaling><max-instances>0</max-instances></basic-scaling> | from 1 to 1000",
                "<manual-scaling><instances>0</instances></manual-scaling> | from 1 to 1000",
                "<env-variables><env-var name='A=B' value='c'/></env-variables> | no name of an environment variable",
            })
    void wrongValuesOfAppengineWebXml(String element, String cause) {
        assertThatThrownBy(() -> read("WEB-INF/appengine-web.xml", "<a>" + element + "</a>"))
                .isInstanceOf(DescriptorException.class)
                .hasMessageContaining(cause);
    }

    @Test
    void entitiesOfXmlAreNeverFollowed() throws Exception {
        var app = read(
                        "WEB-INF/appengine-web.xml",
                        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a><runtime>&e;</runtime></a>")
                .app();
        assertThat(app.runtimeName()).isEqualTo("java21");
    }

    @Test
    void indexesAreAskedForByTheFilesThatAppEngineReads() throws Exception {
        String yaml = "indexes:\n- kind: Cat\n  properties:\n  - name: age\n    direction: desc\n";
        String xml = "<datastore-indexes><datastore-index kind='%s'><property name='age' direction='%s'/>"
                + "</datastore-index></datastore-indexes>";
        var cat = new CompositeIndex("Cat", false, List.of(new CompositeIndex.Column("age", true)));
        var dog = new CompositeIndex("Dog", false, List.of(new CompositeIndex.Column("age", false)));

        assertThat(read("app.yaml", "runtime: python312", "main.py", "", "index.yaml", yaml)
                        .app()
                        .indexes())
                .containsExactly(cat);
        assertThat(read(
                                "WEB-INF/web.xml",
                                "<web-app/>",
                                "WEB-INF/datastore-indexes.xml",
                                xml.formatted("Cat", "desc"),
                                "WEB-INF/appengine-generated/datastore-indexes-auto.xml",
                                xml.formatted("Dog", "asc"))
                        .app()
                        .indexes())
                .containsExactly(cat, dog);
        assertThatThrownBy(() -> read("app.yaml", "runtime: python312", "main.py", "", "index.yaml", "indexes: 3"))
                .hasMessageContaining("index.yaml line 1");
    }
}
