package io.ironstead.agent.supervise;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.link.LinkJson;
import io.ironstead.model.control.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Keeps the last desired state on disk, so that a node serves its sites before, and without, reaching the console. */
public final class DesiredStore {
    private static final Logger log = LoggerFactory.getLogger(DesiredStore.class);

    private final Path file;

    public DesiredStore(Path file) {
        this.file = file;
    }

    /**
     * What was saved last. A file that cannot be read is set aside for a person to look at, and the node starts with
     * {@link DesiredState#NOTHING}: the console will say it again.
     */
    public DesiredState load() throws IOException {
        if (!Files.exists(file)) {
            return DesiredState.NOTHING;
        }
        try {
            return LinkJson.read(Files.readAllBytes(file), DesiredState.class);
        } catch (JacksonException damaged) {
            var aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.atWarn()
                    .addKeyValue("setAside", aside)
                    .addKeyValue(
                            "atByte",
                            damaged.getLocation() == null
                                    ? -1
                                    : damaged.getLocation().getByteOffset())
                    .log("The desired state on disk is damaged; this node waits for its console");
            return DesiredState.NOTHING;
        }
    }

    /** On return the state is on the disk. Readable by the agent alone: it may hold keys of certificates. */
    public void save(DesiredState state) throws IOException {
        DurableFile.write(file, LinkJson.bytes(state));
    }

    public void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
