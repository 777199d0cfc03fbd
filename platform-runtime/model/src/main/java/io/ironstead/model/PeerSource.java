package io.ironstead.model;

import java.util.Optional;

/** Gives requests an instance on whichever node of the pool suits them best. */
public interface PeerSource extends InstanceSource {

    /** A place at another node that has the version's files; empty: no peer has. Never blocks, never fails. */
    Optional<Lease> elsewhere(VersionKey version);
}
