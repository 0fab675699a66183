/**
 * From text to tree, in this order: {@link io.sigyn.logql.parse.GoScanner} cuts the text as Go's own scanner does, {@link
 * io.sigyn.logql.parse.LogQlLexer} makes LogQL's tokens of that, the generated {@code LogQL} parses them and {@code
 * AstBuilder} builds the tree. A text that is refused goes to {@code SyntaxOracle}, which knows how Loki would have said
 * it. Only {@link io.sigyn.logql.LogQlParser} uses this package.
 */
@NullMarked
package io.sigyn.logql.parse;

import org.jspecify.annotations.NullMarked;
