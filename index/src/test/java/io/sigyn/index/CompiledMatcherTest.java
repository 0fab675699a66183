package io.sigyn.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.LabelMatcher;
import org.junit.jupiter.api.Test;

class CompiledMatcherTest {
    @Test
    void a_quotation_that_never_ends_is_taken_to_the_end_of_the_expression() {
        CompiledMatcher matcher =
                CompiledMatcher.compile(new LabelMatcher("a", LabelMatcher.Operator.MATCHES, "x\\Q.*\\"));
        assertThat(matcher.matches("x.*\\")).isTrue();
        assertThat(matcher.matches("xyz")).isFalse();
    }
}
