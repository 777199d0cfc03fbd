package io.ironstead.agent.fake;

import io.ironstead.agent.join.Admission;
import io.ironstead.agent.join.Identity;
import io.ironstead.agent.join.IdentityStore;
import io.ironstead.agent.join.Joiner;
import java.nio.file.Path;
import java.util.Optional;

/** Makes members of a console the way real nodes become one. */
public final class Members {
    private Members() {}

    public static Identity join(FakeConsole console, Path folder, String name) throws InterruptedException {
        var admission = new Admission(new IdentityStore(folder), new Joiner(new ManualTimers()));
        var result = admission.settle(Optional.of(console.newToken().text()), name);
        if (result instanceof Admission.Result.Member member) {
            return member.identity();
        }
        throw new AssertionError(result);
    }
}
