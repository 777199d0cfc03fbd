package io.ironstead.samples.almanac;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/** The almanac's only page: {@code /?place=Berlin&date=2026-06-21}. */
public class AlmanacServlet extends HttpServlet {
    private final transient InstantSource clock = InstantSource.system();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/_ah/warmup")) {
            response.setStatus(HttpServletResponse.SC_OK);
            return;
        }
        var name = request.getParameter("place");
        var place = Place.named(name == null ? "" : name);
        var today = clock.instant().atZone(place.zone()).toLocalDate();
        var date = dateOr(today, request.getParameter("date"));
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().write(new AlmanacPage(place, date, Year.from(date)).html());
    }

    private static LocalDate dateOr(LocalDate today, @Nullable String text) {
        try {
            var date = text == null ? today : LocalDate.parse(text);
            return Math.abs(date.getYear() - today.getYear()) <= 100 ? date : today;
        } catch (DateTimeException notADate) {
            return today;
        }
    }
}
