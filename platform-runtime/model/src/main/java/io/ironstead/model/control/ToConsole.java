package io.ironstead.model.control;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import java.util.List;

/** A message from one node to the console. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface ToConsole {

    /** The first message on every connection. */
    record Hello(NodeId node, String agentVersion, long revisionApplied, NodeFacts facts) implements ToConsole {}

    /** Once a second. */
    record Report(NodeReport report) implements ToConsole {}

    /** Something worth a line in "What changed". */
    record Happened(NodeEvent event) implements ToConsole {}

    /** Lines of a tail; {@code skipped} counts those left out because the reader was slower than the log. */
    record Lines(long tailId, List<LogLine> lines, long skipped) implements ToConsole {}

    /** The output of a build, at most its last MiB; empty when this node never built the bundle. */
    record BuildLog(long requestId, Digest bundle, String text) implements ToConsole {}

    /**
     * What the datastore said.
     *
     * @param status of HTTP, as Cloud Datastore v1 uses them; 503 when this node does not have the site's data
     * @param body JSON: the method's answer, or {@code {"error": {"code", "message", "status"}}}
     */
    record DatastoreAnswer(long requestId, int status, String body) implements ToConsole {}

    /** A message was not understood or not possible, for a reason that a person can read. */
    record Refused(String what, String reason) implements ToConsole {}
}
