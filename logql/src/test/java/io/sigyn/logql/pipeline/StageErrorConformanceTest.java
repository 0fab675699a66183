package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A stage that cannot be compiled is refused in the words that were recorded from Loki. */
class StageErrorConformanceTest {
    @TestFactory
    Stream<DynamicTest> a_bad_stage_is_refused_in_lokis_words() {
        return JsonTree.lines("/conformance/stage-errors.jsonl").stream()
                .map(test -> DynamicTest.dynamicTest((String) test.get("name"), () -> check(test)));
    }

    private static void check(Map<String, Object> test) {
        String query = (String) JsonTree.map(test.get("params")).get("query");
        String expected = (String) JsonTree.map(test.get("expect")).get("body");
        assertThatThrownBy(() -> compile(LogQlParser.parse(query)))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessage(expected);
    }

    private static void compile(Expr expr) {
        if (expr instanceof LogQuery query) {
            PipelineCompiler.compileLines(query.stages());
        } else if (expr instanceof SampleExpr.RangeAggregation range) {
            PipelineCompiler.compileSamples(range, null);
        } else if (expr instanceof SampleExpr.VectorAggregation vector) {
            PipelineCompiler.compileSamples((SampleExpr.RangeAggregation) vector.operand(), vector);
        }
    }
}
