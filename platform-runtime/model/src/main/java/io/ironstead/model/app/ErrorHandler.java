package io.ironstead.model.app;

import java.util.Optional;

/**
 * A static page of the bundle that visitors see for the platform's own errors, such as {@code over_quota} or
 * {@code timeout}.
 *
 * @param errorCode empty: for every error that has no page of its own
 * @param file path in the bundle
 */
public record ErrorHandler(Optional<String> errorCode, String file, Optional<String> mimeType) {}
