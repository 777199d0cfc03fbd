package io.ironstead.datastore;

/** A call was refused; {@link #problem()} says why, and each wire has its own words and codes for it. */
public final class DatastoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public DatastoreException(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    /** The caller's request breaks a rule, told in Google's words. */
    public static DatastoreException invalid(String message) {
        return new DatastoreException(new Problem.Invalid(message));
    }

    public Problem problem() {
        return problem;
    }
}
