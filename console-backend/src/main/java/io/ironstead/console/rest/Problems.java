package io.ironstead.console.rest;

import io.ironstead.console.security.NotAllowedException;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.console.security.RefusedException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Every error of the API as RFC 9457 {@code application/problem+json}: {@code detail} is the cause, {@code advice} helps. */
@RestControllerAdvice(basePackageClasses = Problems.class)
@Order(0)
class Problems {

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException missing) {
        return problem(
                HttpStatus.NOT_FOUND, "Not found", missing.getMessage(), "Check the name, and whose token it is.");
    }

    @ExceptionHandler
    ProblemDetail notAllowed(NotAllowedException refused) {
        return problem(HttpStatus.FORBIDDEN, "Not allowed", refused.getMessage(), "Use a token of somebody who may.");
    }

    @ExceptionHandler
    ProblemDetail refused(RefusedException refused) {
        return problem(HttpStatus.CONFLICT, "Refused", refused.getMessage(), refused.advice());
    }

    @ExceptionHandler
    ProblemDetail malformed(IllegalArgumentException malformed) {
        return problem(
                HttpStatus.BAD_REQUEST, "Bad request", String.valueOf(malformed.getMessage()), "Correct the request.");
    }

    @ExceptionHandler
    ProblemDetail unreadable(HttpMessageNotReadableException unreadable) {
        var cause = unreadable.getMostSpecificCause();
        var detail = cause instanceof IllegalArgumentException
                ? String.valueOf(cause.getMessage())
                : "The body is not the JSON that is wanted here.";
        return problem(
                HttpStatus.BAD_REQUEST, "Bad request", detail, "See /api/v1/openapi.json for what it must hold.");
    }

    @ExceptionHandler
    ProblemDetail mismatch(MethodArgumentTypeMismatchException wrong) {
        var cause = wrong.getMostSpecificCause();
        var detail = cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : "\"" + wrong.getName() + "\" has a wrong value.";
        return problem(HttpStatus.BAD_REQUEST, "Bad request", detail, "Correct \"" + wrong.getName() + "\".");
    }

    @ExceptionHandler
    ProblemDetail missing(MissingServletRequestParameterException missing) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "Bad request",
                "\"" + missing.getParameterName() + "\" is missing.",
                "Give \"" + missing.getParameterName() + "\".");
    }

    private static ProblemDetail problem(HttpStatus status, String title, String detail, String advice) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        problem.setProperty("advice", advice);
        return problem;
    }
}
