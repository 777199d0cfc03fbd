package io.ironstead.cli;

import java.util.List;

/** Ends a command with exit code 1: what went wrong, and what the reader can do about it. */
public class Failure extends RuntimeException {
    private final String advice;
    private final List<String> output;

    public Failure(String cause, String advice) {
        this(cause, advice, List.of());
    }

    /** @param output the last lines of the program that failed; may be empty */
    public Failure(String cause, String advice, List<String> output) {
        super(cause);
        this.advice = advice;
        this.output = List.copyOf(output);
    }

    public String advice() {
        return advice;
    }

    public List<String> output() {
        return output;
    }
}
