package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.LogQlParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageOrderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "| line_format `x`; 0",
                "| line_format `x` | label_format a=`{{.b}}`; 1",
                "| line_format `x` | label_format a=`{{__line__}}`; 2",
                "| line_format `x` | line_format `{{__line__}}` | logfmt; 3",
                "| line_format `x` |= `x`; 2",
                "| logfmt | line_format `x`; 1"
            })
    void a_line_format_is_idle_if_nothing_looks_at_the_line_behind_it(String stages, int left) {
        assertThat(StageOrder.withoutIdleFormats(
                        LogQlParser.parseLogQuery("{a=\"b\"} " + stages).stages()))
                .hasSize(left);
    }
}
