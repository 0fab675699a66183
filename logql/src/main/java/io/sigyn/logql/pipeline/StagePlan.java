package io.sigyn.logql.pipeline;

/** A compiled stage, shared by all pipelines of a query. Immutable, but for the decisions of the query; thread-safe. */
@FunctionalInterface
interface StagePlan {
    /** The stage at work on the lines of one pipeline. */
    StageRun bind(LineState state);

    /** A stage bound to one pipeline; for its thread alone. */
    @FunctionalInterface
    interface StageRun {
        /** Works on the state's line; false drops the line. */
        boolean run();
    }
}
