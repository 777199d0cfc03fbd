package io.ironstead.sandbox;

import io.ironstead.model.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start, complete: it sees nothing that is not named here and the machine's programs and libraries. A
 * folder has the same path inside and outside.
 *
 * @param id names the process while it runs and its folder on disk: {@code a-z 0-9 -}; never used twice
 * @param tenant whose code it is
 * @param command program and arguments; a program without {@code /} is looked for in the environment's {@code PATH}
 * @param environment all of it
 * @param workingFolder where it starts
 * @param readOnly folders and files it may read
 * @param readWrite folders it may change
 * @param scratch empty folders of its own, which are lost at its end; where there is a wall they are held in its memory
 *     and bounded, where there is none they are the caller's to make and to remove
 * @param network true: it may reach package registries (a build)
 */
public record Launch(
        String id,
        TenantId tenant,
        List<String> command,
        Map<String, String> environment,
        Path workingFolder,
        List<Path> readOnly,
        List<Path> readWrite,
        List<Path> scratch,
        Limits limits,
        boolean network) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        readOnly = List.copyOf(readOnly);
        readWrite = List.copyOf(readWrite);
        scratch = List.copyOf(scratch);
    }

    /**
     * What it may use.
     *
     * @param memoryBytesMax of all its processes together; above it they are killed
     * @param cpuWeight its share beside others when processors are busy: App Engine's MHz
     * @param processesMax processes and threads; not held by {@link PlainSandbox}
     * @param cpuPercentMax of one processor, 1 or more, also when others idle: 200 for two; not held by {@link PlainSandbox}
     */
    public record Limits(long memoryBytesMax, int cpuWeight, int processesMax, int cpuPercentMax) {

        /** With all processors of this machine, as long as nobody else wants them. */
        public Limits(long memoryBytesMax, int cpuWeight, int processesMax) {
            this(
                    memoryBytesMax,
                    cpuWeight,
                    processesMax,
                    100 * Runtime.getRuntime().availableProcessors());
        }
    }
}
