package io.ironstead.instances.build;

import java.util.List;

/** What must be done for one bundle: commands in order, or the reason why none would help. */
sealed interface BuildPlan {

    record Commands(List<BuildCommand> commands) implements BuildPlan {}

    record Hopeless(String cause, String advice) implements BuildPlan {}
}
