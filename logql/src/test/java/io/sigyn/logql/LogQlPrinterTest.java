package io.sigyn.logql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import org.junit.jupiter.api.Test;

/** A printed tree parses to the same tree. How Loki formats is recorded, see {@link LogQlParserConformanceTest}. */
class LogQlPrinterTest {

    @Test
    void what_is_printed_parses_to_the_same() {
        for (int seed = 0; seed < 10_000; seed++) {
            Expr expr = new RandomQueries(seed).query();
            String printed = LogQlPrinter.print(expr);
            assertThat(LogQlParser.parse(printed)).as("%s: %s", seed, printed).isEqualTo(expr);
        }
    }

    @Test
    void any_query_can_be_formatted_and_nothing_of_it_is_lost() {
        for (int seed = 0; seed < 2_000; seed++) {
            Expr expr = new RandomQueries(seed).query();
            String formatted = LogQlPrinter.format(expr);
            assertThat(formatted.replaceAll("\\s", "").length())
                    .as("%s", formatted)
                    .isGreaterThan(LogQlPrinter.print(expr).length() / 4);
        }
    }

    @Test
    void operators_keep_their_operands_when_they_are_split() {
        String rate = "rate({app=\"" + "x".repeat(90) + "\"}[5m])";
        for (String query : new String[] {
            "(" + rate + " + 1) * 2",
            rate + " - (" + rate + " - " + rate + ")",
            "(" + rate + " ^ 2) ^ 3",
            rate + " / " + rate + " > 0.5 or " + rate
        }) {
            Expr expr = LogQlParser.parse(query);
            assertThat(LogQlParser.parse(LogQlPrinter.format(expr))).isEqualTo(expr);
        }
    }

    @Test
    void a_stage_is_named_as_it_is_in_messages() {
        LogQuery query = (LogQuery) LogQlParser.parse("{a=\"b\"}|json x,y=\"z\"|size>10KiB|= `x` or ip(\"::1\")");
        assertThat(query.stages().stream().map(LogQlPrinter::print))
                .containsExactly("| json x=\"x\",y=\"z\"", "| size>10kB", "|= \"x\" or ip(\"::1\")");
    }
}
