/**
 * The language, and its meaning for one line: {@code LogQlParser} makes an {@link io.sigyn.logql.ast.Expr} of a text,
 * {@code LogQlPrinter} a text of an expression, and {@link io.sigyn.logql.pipeline} runs compiled stages over the bytes
 * of a line. Pure: no I/O, no clock.
 */
@NullMarked
package io.sigyn.logql;

import org.jspecify.annotations.NullMarked;
