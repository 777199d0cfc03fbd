package io.ironstead.console.tenants;

/** Published inside the transaction that deletes somebody's account. */
public record UserLeft(ConsoleUser user) {}
