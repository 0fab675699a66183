package io.sigyn.logql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.pipeline.PipelineCompiler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each recorded query parses, is refused in the same words, or is formatted as Loki did. */
class LogQlParserConformanceTest {
    private static final Map<String, String> LEFT_OUT = leftOut();

    private static Map<String, String> leftOut() {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : RecordedQuery.lines("parser-left-out.txt")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\t", 2);
                reasons.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return reasons;
    }

    @TestFactory
    Stream<DynamicTest> what_loki_said_is_said() {
        Map<String, List<RecordedQuery>> categories = new LinkedHashMap<>();
        for (RecordedQuery query : RecordedQuery.all()) {
            categories
                    .computeIfAbsent(query.category(), none -> new ArrayList<>())
                    .add(query);
        }
        return categories.entrySet().stream()
                .map(category -> DynamicTest.dynamicTest(
                        category.getKey() + " (" + category.getValue().size() + ")",
                        () -> judge(category.getKey(), category.getValue())));
    }

    private static void judge(String category, List<RecordedQuery> queries) {
        List<String> failures = new ArrayList<>();
        int passed = 0;
        for (RecordedQuery query : queries) {
            boolean agrees = expected(query).equals(actual(query));
            passed += agrees ? 1 : 0;
            if (agrees && LEFT_OUT.containsKey(query.name())) {
                failures.add(query.name() + " is left out, but it passes");
            } else if (!agrees && !LEFT_OUT.containsKey(query.name())) {
                failures.add(query.name() + ": " + query.query() + "\n  expected: " + expected(query) + "\n  actual:   "
                        + actual(query));
            }
        }
        System.out.println("parser conformance: " + category + " " + passed + " of " + queries.size());
        assertThat(failures).isEmpty();
    }

    private static String expected(RecordedQuery query) {
        return query.outcome().equals("parses") ? "parses" : query.text();
    }

    private static String actual(RecordedQuery query) {
        try {
            Expr expr = LogQlParser.parse(query.query());
            return switch (query.outcome()) {
                case "format" -> LogQlPrinter.format(expr);
                case "stage" -> compiled((LogQuery) expr);
                default -> "parses";
            };
        } catch (LogQlSyntaxException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String compiled(LogQuery query) {
        PipelineCompiler.compileLines(query.stages());
        return "parses and compiles";
    }

    @Test
    void what_is_left_out_is_left_out_for_a_reason_and_exists() {
        assertThat(LEFT_OUT.values()).doesNotContain("");
        assertThat(RecordedQuery.all().stream().map(RecordedQuery::name).toList())
                .containsAll(LEFT_OUT.keySet());
    }

    @Test
    void every_recorded_query_is_printed_so_that_it_parses_to_the_same() {
        for (RecordedQuery query : RecordedQuery.all()) {
            if (!query.outcome().equals("error")) {
                Expr expr = LogQlParser.parse(query.query());
                String printed = LogQlPrinter.print(expr);
                assertThat(LogQlParser.parse(printed)).as("%s", printed).isEqualTo(expr);
            }
        }
    }
}
