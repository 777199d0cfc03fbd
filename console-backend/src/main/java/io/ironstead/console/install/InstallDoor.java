package io.ironstead.console.install;

import io.ironstead.console.agentlink.CertificateAuthority;
import io.ironstead.console.install.AgentPrograms.Archive;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a server without anything may have from this console, without a token: none of it is secret. Each archive comes with
 * its digest, and the digest with the authority's signature, so that it may come over a network nobody trusts.
 */
@RestController
class InstallDoor {
    private final AgentPrograms programs;
    private final InstallScript script;
    private final CertificateAuthority authority;

    InstallDoor(AgentPrograms programs, InstallScript script, CertificateAuthority authority) {
        this.programs = programs;
        this.script = script;
        this.authority = authority;
    }

    @GetMapping(path = "/install", produces = "text/x-shellscript;charset=UTF-8")
    ResponseEntity<String> script() {
        return programs.offered()
                ? ResponseEntity.ok(script.text())
                : ResponseEntity.notFound().build();
    }

    @GetMapping(path = "/install/ca.pem", produces = "application/x-pem-file")
    String certificate() {
        return authority.certificatePem();
    }

    @GetMapping("/install/{name}.tar")
    ResponseEntity<Resource> archive(@PathVariable String name) {
        return find(name)
                .map(archive -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .eTag(archive.digest().hex())
                        .<Resource>body(new FileSystemResource(archive.file())))
                .orElse(ResponseEntity.notFound().build());
    }

    @GetMapping(path = "/install/{name}.sum", produces = "text/plain")
    ResponseEntity<byte[]> digest(@PathVariable String name) {
        return ResponseEntity.of(find(name).map(archive -> sum(name, archive)));
    }

    @GetMapping(path = "/install/{name}.sum.sig", produces = "application/octet-stream")
    ResponseEntity<byte[]> signature(@PathVariable String name) {
        return ResponseEntity.of(find(name).map(archive -> authority.sign(sum(name, archive))));
    }

    private Optional<Archive> find(String name) {
        return switch (name) {
            case "agent" -> programs.agent();
            case "runtime" -> programs.runtime();
            default -> Optional.empty();
        };
    }

    /** As {@code sha256sum --check} takes it. */
    private static byte[] sum(String name, Archive archive) {
        return (archive.digest().hex() + "  " + name + ".tar\n").getBytes(StandardCharsets.US_ASCII);
    }
}
