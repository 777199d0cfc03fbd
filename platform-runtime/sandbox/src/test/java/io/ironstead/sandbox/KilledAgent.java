package io.ironstead.sandbox;

import io.ironstead.model.TenantId;
import io.ironstead.sandbox.egress.EgressProxy;
import io.ironstead.sandbox.egress.EgressRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that starts another one and then waits to be killed. */
final class KilledAgent {
    private KilledAgent() {}

    public static void main(String[] words) throws Exception {
        var folder = Path.of(words[0]);
        boolean walled = words.length > 2;
        try (var sandbox = walled
                ? Walls.thickest(folder.resolve("sandbox"), 1_900_000_000, 1000, new EgressProxy(), EgressRules.NONE)
                : new PlainSandbox(folder.resolve("processes"))) {
            var launch = new Launch(
                    "one",
                    new TenantId("acme"),
                    List.of("/bin/sh", "-c", words[1]),
                    Map.of("PATH", "/usr/bin:/bin"),
                    walled ? Path.of("/tmp") : folder,
                    List.of(),
                    walled ? List.of() : List.of(folder),
                    List.of(),
                    new Launch.Limits(1 << 30, 600, 100),
                    false);
            sandbox.start(launch, sandbox.openRoom());
            new CountDownLatch(1).await();
        }
    }
}
