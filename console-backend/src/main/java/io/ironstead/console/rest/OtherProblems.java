package io.ironstead.console.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** What Spring itself refuses, such as a wrong verb or media type, in the same form as everything in {@link Problems}. */
@RestControllerAdvice
@Order(100)
class OtherProblems extends ResponseEntityExceptionHandler {
    private static final Map<Integer, String> ADVICE = Map.of(
            404, "See /api/v1/openapi.json for what there is.",
            405, "See /api/v1/openapi.json for what this address takes.",
            406, "Accept application/json.",
            415, "Send JSON as application/json, and archives as application/octet-stream.");

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception refused, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var problem = refused instanceof ErrorResponse answer ? answer.getBody() : body;
        if (!(request instanceof ServletWebRequest web) || !(problem instanceof ProblemDetail detail)) {
            return super.handleExceptionInternal(refused, body, headers, status, request);
        }
        if (!web.getRequest().getRequestURI().startsWith("/api/")) {
            return leave(web, headers, status);
        }
        detail.setProperty("advice", ADVICE.getOrDefault(status.value(), "Correct the request."));
        var told = new HttpHeaders();
        told.putAll(headers);
        told.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return super.handleExceptionInternal(refused, detail, told, status, request);
    }

    /** Pages have error pages of their own. */
    private static @Nullable ResponseEntity<Object> leave(
            ServletWebRequest web, HttpHeaders headers, HttpStatusCode status) {
        var response = Objects.requireNonNull(web.getResponse());
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        try {
            response.sendError(status.value());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return null;
    }
}
