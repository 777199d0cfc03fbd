package io.ironstead.couch;

import java.util.List;

/**
 * A part of a database: documents whose ids fall into one range of hashes. A server without shards has one part and one copy.
 *
 * @param copies all of them, on different nodes, whether these answer or not; at least one
 */
public record Part(List<Copy> copies) {
    public Part {
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("A part has at least one copy");
        }
        copies = List.copyOf(copies);
    }

    /** How many copies have to be read to see whatever was stored on a quorum: any so many meet any quorum. */
    public int readQuorum() {
        int quorum = copies.size() / 2 + 1;
        return copies.size() - quorum + 1;
    }
}
