package io.ironstead.agent.crash;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ironstead.agent.crash.Bank.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Callers who make transfers as fast as they can until the datastore is gone, and remember what they were told. */
final class Tellers {
    private static final int TELLERS = 8;

    private final Queue<Receipt> acknowledged = new ConcurrentLinkedQueue<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean goesOn = true;

    Tellers(Bank bank, String kind, long seed) {
        for (int teller = 0; teller < TELLERS; teller++) {
            int number = teller;
            threads.add(Thread.ofVirtual().start(() -> work(bank, kind, number, new Random(seed + number))));
        }
    }

    private void work(Bank bank, String kind, int teller, Random random) {
        for (int i = 0; goesOn; i++) {
            var receipt = new Receipt(teller + "-" + i, random.nextInt(Bank.PAIRS), 1 + random.nextInt(1_000));
            try {
                bank.transfer(kind, receipt);
                acknowledged.add(receipt);
            } catch (StatusRuntimeException told) {
                if (told.getStatus().getCode() != Status.Code.ABORTED) {
                    // The process is gone; this transfer may have been made.
                    return;
                }
                refused.add(receipt.name());
            }
        }
    }

    int count() {
        return acknowledged.size();
    }

    void stop() throws InterruptedException {
        goesOn = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    List<Receipt> acknowledged() {
        return List.copyOf(acknowledged);
    }

    Set<String> refused() {
        return refused;
    }
}
