package io.sigyn.logql.ast;

/** A LogQL query: one for lines, or one for samples. Immutable. */
public sealed interface Expr permits LogQuery, SampleExpr {}
