package io.ironstead.console.agentlink;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ironstead.console.bundles.BundleStore;
import io.ironstead.link.AgentLink;
import io.ironstead.link.AgentLink.FetchBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Sends archives to machines, as fast as each takes them. */
@Component
class BundleDownloads {
    private static final int STALLED_SECONDS_MAX = 60;

    private final BundleStore bundles;

    BundleDownloads(BundleStore bundles) {
        this.bundles = bundles;
    }

    void fetch(FetchBundle request, StreamObserver<byte[]> answers) {
        var call = (ServerCallStreamObserver<byte[]>) answers;
        var room = new Semaphore(0);
        call.setOnReadyHandler(room::release);
        call.setOnCancelHandler(room::release);
        var found = bundles.find(request.digest());
        if (found.isEmpty()) {
            answers.onError(Status.NOT_FOUND
                    .withDescription("The bundle " + request.digest().brief() + " is not stored here")
                    .asRuntimeException());
            return;
        }
        // The ready handler runs on this call's own queue, so sending must not hold that queue up.
        Thread.ofVirtual().name("bundle-download").start(() -> {
            try (var in = Files.newInputStream(found.get())) {
                in.skipNBytes(request.offset());
                for (var chunk = in.readNBytes(AgentLink.CHUNK_BYTES);
                        chunk.length > 0;
                        chunk = in.readNBytes(AgentLink.CHUNK_BYTES)) {
                    while (!call.isReady()) {
                        if (call.isCancelled() || !room.tryAcquire(STALLED_SECONDS_MAX, TimeUnit.SECONDS)) {
                            throw new IOException("The machine stopped reading");
                        }
                    }
                    call.onNext(chunk);
                }
                call.onCompleted();
            } catch (IOException broken) {
                if (!call.isCancelled()) {
                    call.onError(Status.UNAVAILABLE.withCause(broken).asRuntimeException());
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
