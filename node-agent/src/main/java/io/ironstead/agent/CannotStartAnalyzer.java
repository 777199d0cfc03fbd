package io.ironstead.agent;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Keeps Spring from logging a stack trace where one sentence says what to do. */
class CannotStartAnalyzer extends AbstractFailureAnalyzer<CannotStart> {
    @Override
    protected FailureAnalysis analyze(Throwable root, CannotStart reason) {
        return new FailureAnalysis(String.valueOf(reason.getMessage()), null, reason);
    }
}
