package io.ironstead.cli.local;

/**
 * What {@code up} was asked for.
 *
 * @param consolePort 0 takes any free one
 * @param httpPort 0 takes any free one
 */
public record UpSettings(int consolePort, int httpPort) {}
