package io.ironstead.clients.appengine;

import io.ironstead.clients.checks.Checks;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /checks} runs every check and answers a line for each. Not at {@code /}, which the platform asks to train a class cache. */
public class ChecksServlet extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var checks = new Checks();
        new DatastoreChecks().addTo(checks);
        new OtherChecks().addTo(checks);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(checks.run());
    }
}
