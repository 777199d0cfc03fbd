package io.ironstead.agent.join;

import io.ironstead.agent.disk.DurableFile;
import io.ironstead.link.LinkJson;
import io.ironstead.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Keeps the identity in a folder of its own, which appears and disappears as a whole: a node has joined, or it has not.
 */
public final class IdentityStore {
    private static final Logger log = LoggerFactory.getLogger(IdentityStore.class);

    private final Path folder;

    /** @param folder need not exist; the one above it must */
    public IdentityStore(Path folder) {
        this.folder = folder;
    }

    private record Membership(String node, String consoleAddress) {}

    /**
     * @return empty when this node has not joined
     * @throws IOException when files are missing or damaged; the message is for an operator
     */
    public Optional<Identity> load() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            var membership = LinkJson.read(Files.readAllBytes(folder.resolve("node.json")), Membership.class);
            return Optional.of(new Identity(
                    new NodeId(membership.node()),
                    membership.consoleAddress(),
                    Pem.ecKey(Files.readString(folder.resolve("key.pem"))),
                    Pem.certificate(Files.readString(folder.resolve("certificate.pem"))),
                    Pem.certificate(Files.readString(folder.resolve("ca.pem")))));
        } catch (IOException | GeneralSecurityException | JacksonException | IllegalArgumentException damaged) {
            throw new IOException(
                    "The identity in " + folder + " is damaged. Remove this machine in the console, delete that"
                            + " folder, and join again.",
                    damaged);
        }
    }

    /** Keeps the identity of a node that has just joined. */
    public void save(Identity identity) throws IOException {
        var fresh = beside(".new");
        delete(fresh);
        DurableFile.makeFolder(fresh);
        try {
            write(fresh.resolve("key.pem"), Pem.of(identity.key()));
            write(fresh.resolve("certificate.pem"), Pem.of(identity.certificate()));
            write(fresh.resolve("ca.pem"), Pem.of(identity.ca()));
        } catch (GeneralSecurityException unwritable) {
            throw new IOException("The identity has no text form", unwritable);
        }
        writeMembership(fresh, identity);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.forceFolder(folder.toAbsolutePath().getParent());
    }

    /** Remembers that the console of an identity that is kept already has moved. */
    void moved(Identity identity) throws IOException {
        writeMembership(folder, identity);
    }

    /** Replaces the certificate by a newer one for the same key. */
    void renewed(Identity identity) throws IOException {
        try {
            write(folder.resolve("certificate.pem"), Pem.of(identity.certificate()));
        } catch (GeneralSecurityException unwritable) {
            throw new IOException("The certificate has no text form", unwritable);
        }
    }

    /** The console refuses this identity: the next join token is used even if it is of the same console. */
    public void refused() {
        try {
            DurableFile.write(refusedMark(), new byte[0]);
        } catch (IOException unwritable) {
            log.atWarn().setCause(unwritable).log("It cannot be noted that the console refuses this node");
        }
    }

    /** The console takes this identity. */
    public void accepted() {
        try {
            Files.deleteIfExists(refusedMark());
        } catch (IOException unwritable) {
            log.atWarn().setCause(unwritable).log("It cannot be noted that the console takes this node");
        }
    }

    boolean isRefused() {
        return Files.exists(refusedMark());
    }

    private Path refusedMark() {
        return folder.resolve("refused");
    }

    /** Forgets who this node is. */
    public void forget() throws IOException {
        var gone = beside(".gone");
        delete(gone);
        if (Files.exists(folder)) {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
            delete(gone);
        }
    }

    private Path beside(String ending) {
        return folder.resolveSibling(folder.getFileName() + ending);
    }

    private static void writeMembership(Path folder, Identity identity) throws IOException {
        var membership = new Membership(identity.node().value(), identity.consoleAddress());
        DurableFile.write(folder.resolve("node.json"), LinkJson.bytes(membership));
    }

    private static void write(Path file, String text) throws IOException {
        DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
