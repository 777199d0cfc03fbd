package io.ironstead.couch.embedded;

import io.ironstead.couch.CouchInProcess;
import io.ironstead.couch.embedded.Exchange.ClientGone;
import io.ironstead.model.Deadline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Requests of this process: the same endpoints and the same committer as for those from outside, on the caller's thread. The
 * store is closed only when none runs.
 */
final class InProcess implements CouchInProcess {
    private static final long STOP_SECONDS_MAX = 15;

    private final Router router;
    private final int bodyBytesMax;
    private final HttpHeaders headers = new DefaultHttpHeaders()
            .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
            .set(HttpHeaderNames.ACCEPT, "application/json");
    private final ReadWriteLock running = new ReentrantReadWriteLock();
    private volatile boolean stopped;

    InProcess(Router router, int bodyBytesMax) {
        this.router = router;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public Optional<Reply> ask(String method, String target, byte[] body, int answerBytesMax, Deadline deadline) {
        if (body.length > bodyBytesMax) {
            var refusal = CouchError.bodyTooLarge();
            return Optional.of(new Reply(refusal.status(), Router.json(refusal).toByteArray()));
        }
        // Whoever stops the server waits for the lock of writers; from then on nobody gets in.
        if (stopped || !running.readLock().tryLock()) {
            return Optional.empty();
        }
        try {
            var gathered = new Gathered(answerBytesMax);
            boolean answered = ScopedValue.where(Committer.PATIENCE, deadline)
                    .call(() -> router.serve(gathered, method, target, headers, body));
            return answered ? Optional.of(gathered.reply()) : Optional.empty();
        } finally {
            running.readLock().unlock();
        }
    }

    /** Takes no more requests, then waits for those that run; true when all have ended. */
    boolean stop() {
        stopped = true;
        try {
            return running.writeLock().tryLock(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** An answer in memory; one that grows too large is broken off as a client would that does not read on. */
    private static final class Gathered implements io.ironstead.couch.embedded.Reply {
        private final int bytesMax;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int status;

        Gathered(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        Reply reply() {
            return new Reply(status, bytes.toByteArray());
        }

        @Override
        public void whole(int status, String contentType, Map<String, String> more, byte[] body) {
            this.status = status;
            piece(body);
        }

        @Override
        public void begin(String contentType) {
            status = 200;
        }

        @Override
        public void piece(byte[] piece) {
            if (piece.length > bytesMax - bytes.size()) {
                throw new ClientGone();
            }
            bytes.writeBytes(piece);
        }

        @Override
        public void end() {
            // Nothing is left to be sent.
        }
    }
}
