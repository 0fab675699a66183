package io.sigyn.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.ast.Expr;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Long and deep queries are read on the stack that threads usually have, or refused. */
class LogQlLimitsTest {
    private static final int STACK_BYTES = 1024 * 1024;
    private static final String RATE = "rate({a=\"b\"}[5m])";

    /** Everything that walks a tree by recursion. */
    private static void readAndWalk(String query) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        Expr expr = LogQlParser.parse(query);
                        LogQlPrinter.format(expr);
                        assertThat(LogQlParser.parse(LogQlPrinter.print(expr)).equals(expr))
                                .isTrue();
                        assertThat(expr.hashCode()).isNotEqualTo(1);
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                "usual stack",
                STACK_BYTES);
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void many_nested_parentheses_are_read() throws InterruptedException {
        readAndWalk("(".repeat(399) + RATE + ")".repeat(399));
        readAndWalk("sum(".repeat(390) + RATE + ")".repeat(390));
        readAndWalk("rate(" + "(".repeat(390) + "{a=\"b\"}[5m]" + ")".repeat(390) + ")");
        readAndWalk("{a=\"b\"} | " + "(".repeat(400) + "x=1" + ")".repeat(400));
    }

    @Test
    void too_many_nested_parentheses_are_refused_where_they_are_too_many() {
        assertThatThrownBy(() -> LogQlParser.parse("(".repeat(50_000)))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessage("parse error at line 1, col 401: more than 400 nested parentheses");
    }

    @Test
    void long_queries_are_read() throws InterruptedException {
        readAndWalk("{a=\"b\"}" + " |= \"some text\"".repeat(8_000));
        readAndWalk("1" + "+1".repeat(60_000));
        readAndWalk("{" + "a=\"b\",".repeat(15_000) + "a=\"b\"}");
    }

    @Test
    void long_chains_are_read() throws InterruptedException {
        readAndWalk(RATE + (" or " + RATE).repeat(500));
        readAndWalk("{a=\"b\"} | x=1" + " or x=1".repeat(499));
        readAndWalk("{a=\"b\"} | x=1" + ",x=1".repeat(499));
    }

    @Test
    void too_long_chains_are_refused() {
        assertThatThrownBy(() -> LogQlParser.parse("vector(1)" + "+vector(1)".repeat(12_000)))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessageStartingWith("parse error : more than");
        assertThatThrownBy(() -> LogQlParser.parse("{a=\"b\"} | x=1" + ",x=1".repeat(20_000)))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessageStartingWith("parse error : more than");
    }

    @Test
    void a_text_of_more_than_128_kib_is_refused_as_loki_does() {
        assertThatThrownBy(() -> LogQlParser.parse("{a=\"" + "é".repeat(70_000) + "\"}"))
                .hasMessage("parse error : input size too long (140006 > 131072)");
    }

    @Test
    void a_count_that_no_integer_can_hold_is_no_count() {
        assertThat(LogQlPrinter.print(LogQlParser.parse("topk(9223372036854775807, " + RATE + ")")))
                .startsWith("topk(");
        assertThatThrownBy(() -> LogQlParser.parse("topk(9223372036854775808, " + RATE + ")"))
                .hasMessage("parse error : invalid parameter topk(9223372036854775808,");
    }
}
