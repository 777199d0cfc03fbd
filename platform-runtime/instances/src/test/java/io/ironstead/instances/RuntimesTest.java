package io.ironstead.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ironstead.instances.TestNode.App;
import io.ironstead.model.VersionKey;
import io.ironstead.model.app.Runtime;
import io.ironstead.model.control.VersionReport.Failure;
import io.ironstead.model.control.VersionReport.Phase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each language with its own server, as a visitor meets it. */
class RuntimesTest {
    @TempDir
    Path folder;

    TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode(folder);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    /** Skips the test where packages cannot be had. */
    private void awaitBuilt(VersionKey site) {
        var report = Eventually.is(
                "built",
                () -> Optional.of(node.report(site))
                        .filter(each -> each.phase() == Phase.READY || each.phase() == Phase.FAILED));
        assumeThat(report.failure().map(Failure::cause))
                .as("skipped: no package registry can be reached from here")
                .isNotEqualTo(Optional.of("The package registry cannot be reached from this node"));
        assertThat(report.failure()).isEmpty();
    }

    /** Gunicorn is installed although nobody named it. */
    @Test
    void aPythonAppWithoutEntrypointRunsOnGunicorn() throws Exception {
        var main = """
                def app(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    return [environ['SERVER_SOFTWARE'].encode()]
                """;
        var site = node.want("site", App.python("").with(Runtime.PYTHON, "").withFiles(Map.of("main.py", main)), true);
        awaitBuilt(site);
        assertThat(node.get(site, "/")).startsWith("gunicorn/");
        assertThat(node.reports(site))
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo("kept ready"));
    }

    @Test
    void aDjangoProjectIsRecognizedByItsManagePy() throws Exception {
        var settings = """
                SECRET_KEY = 'of a test'
                ALLOWED_HOSTS = ['*']
                ROOT_URLCONF = 'shop.urls'
                """;
        var urls = """
                import django
                from django.http import HttpResponse
                from django.urls import path
                urlpatterns = [path('hello', lambda request: HttpResponse('Django %d' % django.VERSION[0]))]
                """;
        var wsgi = """
                import os
                from django.core.wsgi import get_wsgi_application
                os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
                application = get_wsgi_application()
                """;
        var files = Map.of(
                "manage.py",
                "",
                "requirements.txt",
                "Django==5.2.*\n",
                "shop/__init__.py",
                "",
                "shop/settings.py",
                settings,
                "shop/urls.py",
                urls,
                "shop/wsgi.py",
                wsgi);
        var site = node.want("site", App.python("").with(Runtime.PYTHON, "").withFiles(files), true);
        awaitBuilt(site);
        assertThat(node.get(site, "/hello")).isEqualTo("Django 5");
    }

    @Test
    void aNodeAppGetsThePackagesOfItsLockFile() throws Exception {
        var server = """
                require('http').createServer((request, response) =>
                    response.end(require('ms')(60000) + ' ' + require('ms/package.json').version))
                    .listen(process.env.PORT, '127.0.0.1');
                """;
        var lock = """
                {"name": "site", "lockfileVersion": 3, "packages": {
                  "": {"name": "site", "dependencies": {"ms": "^2.0.0"}},
                  "node_modules/ms": {"version": "2.1.2"}}}
                """;
        var files = Map.of(
                "app.js", server,
                "package.json",
                        "{\"name\": \"site\", \"scripts\": {\"start\": \"node app.js\"}, \"dependencies\": {\"ms\": \"^2.0.0\"}}",
                "package-lock.json", lock);
        var site = node.want("site", App.sh("").with(Runtime.NODEJS, "").withFiles(files), true);
        awaitBuilt(site);
        // Not the newest that package.json would allow.
        assertThat(node.get(site, "/")).isEqualTo("1m 2.1.2");
    }

    @Test
    void aNodeAppRunsItsStartScriptWithoutNpm() throws Exception {
        var server = """
                require('http').createServer((request, response) =>
                    response.end(process.env.NODE_ENV + ' ' + process.argv[2] + ' ' + process.ppid))
                    .listen(process.env.PORT, '127.0.0.1');
                """;
        var files = Map.of("app.js", server, "package.json", "{\"scripts\": {\"start\": \"node app.js two\"}}");
        var site = node.deploy("site", App.sh("").with(Runtime.NODEJS, "").withFiles(files));
        // Behind a wall its parent is the wall's first process, without one it is this agent.
        long parent = node.sandbox.wall().hasOwnNetwork()
                ? 1
                : ProcessHandle.current().pid();
        assertThat(node.get(site, "/")).isEqualTo("production two " + parent);
    }

    @Test
    void aWarRunsAndGetsItsClassCacheInTheBackground() throws Exception {
        assumeThat(TestNode.JAVA_HOST)
                .as("skipped: the Java host is not packaged yet")
                .isPresent();
        var site = node.deploy("site", App.war(TestWar.hello()));
        assertThat(node.get(site, "/")).isEqualTo("hello");
        Eventually.holds("trained", () -> node.told("class cache of v1 written"));
        node.clock.advance(TestNode.limits().idleGrace());
        Eventually.holds("asleep", () -> node.reports(site).isEmpty());
        assertThat(node.get(site, "/")).isEqualTo("hello");
        var command = ProcessHandle.of(node.reports(site).getFirst().pid())
                .orElseThrow()
                .info()
                .arguments()
                .orElseThrow();
        assertThat(command).anyMatch(word -> word.startsWith("-XX:AOTCache=" + folder));
    }

    @Test
    void aJspIsCompiledForItsFirstVisitor() throws Exception {
        assumeThat(TestNode.JAVA_HOST)
                .as("skipped: the Java host is not packaged yet")
                .isPresent();
        var page = "<%@ page contentType=\"text/plain\" %><%= \"compiled \" + (20 + 5) %>";
        var site = node.deploy("site", App.war(Map.of("page.jsp", page, "WEB-INF/web.xml", "<web-app/>"), true));
        assertThat(node.get(site, "/page.jsp")).isEqualTo("compiled 25");
    }
}
