package io.sigyn.querier.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import org.junit.jupiter.api.Test;

class QueryMemoryTest {
    private final QueryMemory memory = new QueryMemory(2 << 20, 3 << 20);

    @Test
    void a_query_that_holds_too_much_is_refused_and_told_its_limit() {
        QueryMemory.Share share = memory.share();
        share.reserve(2 << 20);
        assertThatThrownBy(() -> share.reserve(1))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST))
                .hasMessageContaining("2 MiB");
    }

    @Test
    void queries_that_hold_too_much_together_are_told_to_come_back() {
        QueryMemory.Share first = memory.share();
        QueryMemory.Share second = memory.share();
        first.reserve(2 << 20);
        second.reserve(1 << 20);
        assertThatThrownBy(() -> second.reserve(1))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_MANY_REQUESTS))
                .hasMessageContaining("3 MiB");
        first.release(1 << 20);
        second.reserve(1 << 19);
        first.close();
        second.close();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void what_a_refused_query_had_asked_for_is_given_back() {
        QueryMemory.Share share = memory.share();
        assertThatThrownBy(() -> share.reserve(9 << 20)).isInstanceOf(QueryException.class);
        share.close();
        assertThat(memory.heldBytes()).isZero();
    }
}
