package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.AppDescriptor;
import io.ironstead.model.app.CompositeIndex;
import io.ironstead.model.app.TaskFiles;
import java.util.List;
import java.util.Optional;

/** What the descriptors of a bundle say, and what its owner should know about how they were read. */
public record Described(AppDescriptor app, Optional<String> version, List<String> warnings) {
    public Described {
        warnings = List.copyOf(warnings);
    }

    Described withIndexes(List<CompositeIndex> indexes) {
        return new Described(app.withIndexes(indexes), version, warnings);
    }

    Described withTasks(TaskFiles tasks) {
        return new Described(app.withTasks(tasks), version, warnings);
    }
}
