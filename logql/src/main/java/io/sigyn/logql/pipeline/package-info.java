/**
 * Compiled stages over one line's bytes: what a query means for one line, as fast as it can be found out.
 *
 * <p>{@link io.sigyn.logql.pipeline.PipelineCompiler} turns stages into {@link io.sigyn.logql.pipeline.CompiledLines} or
 * {@link io.sigyn.logql.pipeline.CompiledSamples}, once for each run of a query: {@code StageOrder} moves line filters to
 * the front and says what a scan may look for before, {@code StageCompiler} makes a {@code StagePlan} of each stage. Bound
 * to a stream, plans work on a {@code LineState}, which holds the labels of the current line as slices of its bytes under
 * {@code NameRef}s; strings are made only of what enters an answer, and once for each distinct set ({@code LabelTable}).
 * What parsers make of names in conflict is decided once for a query ({@code NameDecisions}), and {@code ParserNeeds} tells
 * them when they have enough. Nothing here does I/O or reads a clock, but for the template function {@code now}.
 */
@NullMarked
package io.sigyn.logql.pipeline;

import org.jspecify.annotations.NullMarked;
