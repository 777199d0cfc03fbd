package io.ironstead.console.fleet;

import io.ironstead.model.NodeId;
import io.ironstead.model.control.NodeFacts;
import java.time.Instant;
import java.util.Optional;

/** A machine that has joined. {@code facts} are empty until its agent said hello for the first time. */
public record Machine(NodeId id, Optional<NodeFacts> facts, boolean draining, Instant joinedAt) {}
