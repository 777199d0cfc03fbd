package io.ironstead.datastore.wire.v1.net;

import io.ironstead.model.Deadline;

/** One HTTP/1.1 request that has come in whole. */
public final class HttpCall {
    private final HttpConnection connection;
    private final String method;
    private final String path;
    private final String contentType;
    private final byte[] body;
    private final Deadline deadline;

    HttpCall(
            HttpConnection connection, String method, String path, String contentType, byte[] body, Deadline deadline) {
        this.connection = connection;
        this.method = method;
        this.path = path;
        this.contentType = contentType;
        this.body = body;
        this.deadline = deadline;
    }

    public String method() {
        return method;
    }

    /** Without query, decoded no further. */
    public String path() {
        return path;
    }

    /** In small letters and without parameters; empty when there is none. */
    public String contentType() {
        return contentType;
    }

    public byte[] body() {
        return body;
    }

    public Deadline deadline() {
        return deadline;
    }

    public void answer(int status, String type, byte[] content) {
        connection.answer(status, type, content);
    }
}
