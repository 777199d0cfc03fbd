package io.ironstead.couch;

import io.ironstead.model.Deadline;

/** The server of this process. */
record InProcessCoordinator(CouchInProcess server, int answerBytesMax) implements Coordinator {

    @Override
    public Outcome ask(Request request, Deadline deadline) {
        if (deadline.isOver()) {
            return new Outcome.NeverSent("the time was over");
        }
        byte[] body = request.body();
        return server.ask(request.method(), request.path(), body == null ? new byte[0] : body, answerBytesMax, deadline)
                .<Outcome>map(reply -> new Outcome.Answered(new Answer(reply.status(), reply.body())))
                .orElseGet(() -> new Outcome.Lost("the server stops, or its answer is too large"));
    }

    @Override
    public void close() {
        // The server is its owner's.
    }
}
