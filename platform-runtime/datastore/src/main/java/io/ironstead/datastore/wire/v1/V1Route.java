package io.ironstead.datastore.wire.v1;

import com.google.protobuf.Message;
import io.ironstead.model.Deadline;
import java.util.function.Supplier;

/** Where a call is served: by this process, or by another that leads the data. */
@FunctionalInterface
public interface V1Route {
    /** For a process that is alone. */
    V1Route HERE = new V1Route() {
        @Override
        public V1Reply serve(String project, Message request, Deadline deadline, Supplier<V1Reply> here) {
            return here.get();
        }

        @Override
        public boolean isHere(String project) {
            return true;
        }
    };

    /**
     * @param project which the address of this call serves
     * @param request one of {@link V1Method}'s
     * @param here serves it in this process
     */
    V1Reply serve(String project, Message request, Deadline deadline, Supplier<V1Reply> here);

    /** Whether this process serves the project now, as far as it knows without waiting. */
    default boolean isHere(String project) {
        return false;
    }
}
