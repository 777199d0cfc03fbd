package io.ironstead.console.tasks;

/** What can be asked about a site's tasks, as the agents spell it. */
public enum TaskMethod {
    OVERVIEW("overview", false),
    LIST("list", false),
    PAUSE("pause", true),
    RESUME("resume", true),
    PURGE("purge", true),
    RUN("run", true),
    RUN_JOB("runJob", true);

    private final String word;
    private final boolean changes;

    TaskMethod(String word, boolean changes) {
        this.word = word;
        this.changes = changes;
    }

    String word() {
        return "tasks." + word;
    }

    /** Whether it changes anything, or has anything run. */
    public boolean changes() {
        return changes;
    }
}
