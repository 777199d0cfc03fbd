package io.ironstead.javahost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSPs, compiled in a real process when the first visitor asks. */
class JspIT {
    private static final String PAGE = """
            <%@ page contentType="text/plain; charset=UTF-8" %><%!
              private record Guest(String name) {}
            %><% Object guest = new Guest("Ada"); String hello = switch (guest) { case Guest(var name) -> "Hello " + name; default -> "?"; }; %><%= hello %>, ${2 + 3} <jsp:include page="/WEB-INF/part.jspf"/>""";
    private static final String TAGS = """
            <%@ page contentType="text/plain" %><%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %><c:forEach begin="1" end="3" var="i">${i}<c:if test="${i lt 3}">,</c:if></c:forEach>""";

    @TempDir
    Path temporary;

    @AutoClose
    private HostProcesses hosts;

    @BeforeEach
    void prepare() {
        hosts = new HostProcesses(temporary).withJsp();
    }

    private Path war() throws IOException {
        var war = Files.createDirectories(temporary.resolve("war"));
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("index.jsp"), PAGE);
        Files.writeString(war.resolve("tags.jsp"), TAGS);
        Files.writeString(war.resolve("broken.jsp"), "<% no java %>");
        Files.writeString(war.resolve("WEB-INF/part.jspf"), "and a part");
        return war;
    }

    private int start(String api) throws IOException {
        return hosts.start(api, war(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void pagesAreCompiledAndRun(String api) throws Exception {
        int port = start(api);
        assertThat(hosts.get(port, "/index.jsp")).isEqualTo("200 Hello Ada, 5 and a part");
        assertThat(hosts.get(port, "/")).isEqualTo("200 Hello Ada, 5 and a part");
        assertThat(hosts.get(port, "/WEB-INF/part.jspf")).startsWith("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void theStandardTagsAreThere(String api) throws Exception {
        assertThat(hosts.get(start(api), "/tags.jsp")).isEqualTo("200 1,2,3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax", "jakarta"})
    void aPageThatCannotBeCompiledIsAnErrorAndNothingElse(String api) throws Exception {
        int port = start(api);
        assertThat(hosts.get(port, "/broken.jsp")).startsWith("500");
        assertThat(hosts.get(port, "/index.jsp")).startsWith("200");
    }
}
