package io.ironstead.samples.guestbook;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /} shows the book, {@code POST /sign} writes into it. */
public class GuestbookServlet extends HttpServlet {
    private static final String FORM_COOKIE = "form";
    private static final int TOKEN_BYTES = 18;

    private final transient InstantSource clock = InstantSource.system();
    private final transient SecureRandom random = new SecureRandom();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/_ah/warmup")) {
            response.setStatus(HttpServletResponse.SC_OK);
            return;
        }
        show(request, response, Draft.EMPTY);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        if (!ownForm(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This form was not made by this page.");
            return;
        }
        var draft = Draft.of(request.getParameter("name"), request.getParameter("words"));
        if (draft.problem().isPresent()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            show(request, response, draft);
            return;
        }
        var entry = new Guestbook(clock).sign(draft.name(), draft.words());
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", "/#entry-" + entry.number());
    }

    private void show(HttpServletRequest request, HttpServletResponse response, Draft draft) throws IOException {
        var token = cookie(request).orElseGet(this::newToken);
        var form = new Cookie(FORM_COOKIE, token);
        form.setHttpOnly(true);
        form.setPath("/");
        form.setSecure(request.isSecure());
        form.setAttribute("SameSite", "Strict");
        response.addCookie(form);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'");
        var book = new Guestbook(clock);
        var page = page(book, request.getParameter("after"));
        response.getWriter().write(new GuestbookPage(page, book.signed(), book.visit(), draft, token).html());
    }

    private static Page page(Guestbook book, @Nullable String bookmark) {
        try {
            return bookmark == null ? book.newest() : book.olderThan(bookmark);
        } catch (IllegalArgumentException noBookmark) {
            return book.newest();
        }
    }

    private boolean ownForm(HttpServletRequest request) {
        var sent = Objects.requireNonNullElse(request.getParameter("token"), "");
        return cookie(request)
                .filter(token -> MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        for (var cookie : Objects.requireNonNullElse(request.getCookies(), new Cookie[0])) {
            // What does not look like a token of this page would be written into it: a new one replaces it.
            if (cookie.getName().equals(FORM_COOKIE) && cookie.getValue().matches("[A-Za-z0-9_-]{24}")) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }
}
