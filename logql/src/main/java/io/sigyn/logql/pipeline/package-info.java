/**
 * Compiled stages over one line's bytes. {@code PipelineCompiler} turns stages into a {@link
 * io.sigyn.logql.pipeline.LinePipeline} for log queries or a {@link io.sigyn.logql.pipeline.SamplePipeline} for metric
 * queries; both are bound to one stream and one thread while they run.
 */
@NullMarked
package io.sigyn.logql.pipeline;

import org.jspecify.annotations.NullMarked;
