package io.ironstead.sandbox;

import io.ironstead.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The user number of each tenant on this machine. A number is given once and for all: files of a tenant that left may
 * still lie about, and nobody else shall own them. Kept on disk before it is used.
 */
final class TenantUsers {
    private final Path file;
    private final int first;
    private final int count;
    private final Map<TenantId, Integer> known = new LinkedHashMap<>();

    /**
     * @param first the smallest number; nobody else on the machine may have numbers of this range
     * @param count how many tenants this machine can ever have
     * @throws IOException when what an earlier agent kept cannot be read
     */
    TenantUsers(Path file, int first, int count) throws IOException {
        this.file = file;
        this.first = first;
        this.count = count;
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                var words = line.split(" ");
                known.put(new TenantId(words[1]), Integer.parseInt(words[0]));
            }
        }
    }

    /** @throws IOException when all numbers are given, or the disk is full */
    synchronized int of(TenantId tenant) throws IOException {
        var number = known.get(tenant);
        if (number != null) {
            return number;
        }
        int next = known.values().stream().mapToInt(each -> each + 1).max().orElse(first);
        if (next < first || next >= first + count) {
            throw new IOException("All " + count + " user numbers for tenants are given");
        }
        known.put(tenant, next);
        try {
            keep();
        } catch (IOException full) {
            known.remove(tenant);
            throw full;
        }
        return next;
    }

    private void keep() throws IOException {
        var text = new StringBuilder();
        known.forEach((tenant, number) ->
                text.append(number).append(' ').append(tenant.value()).append('\n'));
        var partial = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(partial, text, StandardCharsets.US_ASCII);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
