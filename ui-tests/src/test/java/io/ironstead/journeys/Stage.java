package io.ironstead.journeys;

import io.ironstead.pages.Chromium;
import io.ironstead.pages.SignInPage;
import io.ironstead.pages.Visit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one Ironstead and the one browser that all journeys at the console share. */
public final class Stage implements AutoCloseable {
    private final Ironstead ironstead = Ironstead.inNewFolder("console").up();
    private final Chromium chromium = new Chromium();
    private final Path pictures;

    Stage() {
        try {
            pictures = Files.createDirectories(Ironstead.work().resolve("screenshots"));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    public Ironstead ironstead() {
        return ironstead;
    }

    /** A window of somebody who has not signed in. */
    public Visit stranger() {
        return new Visit(chromium, ironstead.console(), pictures);
    }

    /** A window of an operator, signed in by a link that was made for this. */
    public Visit operator() {
        var visit = stranger()
                .follow(ironstead.api("POST", "sign-in-links", "{}").path("url").asString());
        new SignInPage(visit).signIn();
        return visit;
    }

    @Override
    public void close() {
        chromium.close();
        ironstead.close();
    }
}
