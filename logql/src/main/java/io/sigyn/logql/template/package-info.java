/**
 * Go's text/template with the functions that Loki offers: what {@code line_format} and {@code label_format} run.
 *
 * <p>{@link io.sigyn.logql.template.LineTemplate} is compiled once and rendered for each line; {@link
 * io.sigyn.logql.template.AlertTemplate} has Prometheus' functions and is rendered for each alert. {@code TemplateLexer} and
 * {@code TemplateParser} make a tree of {@code Node}s; {@code TemplateRun} walks it and {@code Evaluator} computes its
 * pipelines with the functions of {@code FunctionTable}. Errors have Go's words, since Loki shows them in {@code
 * __error_details__}. Inside, strings are bytes as {@link io.sigyn.logql.go.GoString} says. Every render is bounded in
 * steps, depth and output. No clock but the one that is given.
 */
@NullMarked
package io.sigyn.logql.template;

import org.jspecify.annotations.NullMarked;
