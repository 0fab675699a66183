/**
 * What a LogQL text means, as a tree of values: {@link io.sigyn.logql.ast.Expr} is a query, {@link
 * io.sigyn.logql.ast.Stage} one step of a log pipeline. Sealed, immutable, and free of how it was written, but for what
 * the printer must know.
 */
@NullMarked
package io.sigyn.logql.ast;

import org.jspecify.annotations.NullMarked;
