package io.ironstead.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses large bodies before anybody reads them into memory. Archives and exported entities are streamed and have limits of their own;
 * everything else has to say its length.
 */
final class BodyLimitFilter extends OncePerRequestFilter {
    private static final long BYTES_MAX = 1 << 20;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        if (isArchive(request) || (request.getContentLengthLong() <= BYTES_MAX && !chunked)) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        response.setHeader("Connection", "close");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getWriter().write("""
                        {"title":"Too large","status":413,\
                        "detail":"A request may have 1 MiB here, and has to say its length.",\
                        "advice":"Send less, with a Content-Length; archives go to deployments as application/octet-stream."}""");
    }

    private static boolean isArchive(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null
                && (type.startsWith(MediaType.APPLICATION_OCTET_STREAM_VALUE)
                        || type.startsWith(MediaType.APPLICATION_NDJSON_VALUE));
    }
}
