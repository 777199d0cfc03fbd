package io.ironstead.model.control;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ironstead.model.Digest;
import io.ironstead.model.InstanceId;
import io.ironstead.model.SiteName;

/** A message from the console to one node. A node that does not know a kind answers {@link ToConsole.Refused}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, defaultImpl = ToNode.Unknown.class)
public sealed interface ToNode {

    /** What should be. */
    record Desired(DesiredState state) implements ToNode {}

    /** Send the last {@code lastLines} (0 to 10,000) lines of the site's logs, then what comes, until {@link EndTail}. */
    record Tail(long tailId, SiteName site, int lastLines) implements ToNode {}

    /** No more of this tail. Unknown ids are ignored. */
    record EndTail(long tailId) implements ToNode {}

    /** Send the output of this bundle's build, as {@link ToConsole.BuildLog}. */
    record SendBuildLog(long requestId, Digest bundle) implements ToNode {}

    /**
     * Do this in the site's datastore and answer with {@link ToConsole.DatastoreAnswer}.
     *
     * @param method of Cloud Datastore v1 ({@code runQuery}, {@code commit}, ...), or {@code indexes} with an empty body
     * @param body the method's JSON
     */
    record DatastoreCall(long requestId, SiteName site, String method, String body) implements ToNode {}

    /** This instance should not be any more; another takes its place where one is needed. */
    record Retire(InstanceId instance) implements ToNode {}

    /** This machine was removed from the pool: stop everything, forget the certificate, end. */
    record Leave() implements ToNode {}

    /** What a node reads when the console is newer and says something it has no word for. Never sent. */
    record Unknown() implements ToNode {}
}
