package io.ironstead.services;

import io.ironstead.model.Deadline;

/**
 * One call to a service.
 *
 * @param caller whose program calls, proved by the connection and the ticket
 * @param request the bytes of the method's request message, not yet looked at
 */
public record ApiCall(Caller caller, String service, String method, byte[] request, Deadline deadline) {}
