package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the stages of a query into pipelines over bytes. Stateless. */
public final class PipelineCompiler {
    private PipelineCompiler() {}

    /**
     * The stages of a log query.
     *
     * @throws LogQlSyntaxException if a regular expression, template, path or pattern of a stage is not valid; the message
     *     is Loki's as far as it is known
     */
    @SuppressWarnings("DoNotCallSuggester") // until the stages land
    public static CompiledLines compileLines(List<Stage> stages) {
        throw new UnsupportedOperationException("lands within the hour: " + stages);
    }

    /**
     * The stages of a range aggregation. Given the vector aggregation directly around it, its grouping is taken over where
     * the result cannot change by it, so that fewer labels have to be parsed and fewer series exist.
     *
     * @param enclosing the vector aggregation whose operand this is, if any
     * @throws LogQlSyntaxException as {@link #compileLines} does
     */
    @SuppressWarnings("DoNotCallSuggester") // until the stages land
    public static CompiledSamples compileSamples(
            SampleExpr.RangeAggregation aggregation, SampleExpr.@Nullable VectorAggregation enclosing) {
        throw new UnsupportedOperationException("lands within the hour: " + aggregation + enclosing);
    }
}
