package io.sigyn.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataNamesTest {
    @ParameterizedTest
    @CsvSource({
        "trace_id, trace_id",
        "http.method, http_method",
        "9lives, key_9lives",
        "_lead, key_lead",
        "__two, __two",
        "env, env_extracted",
        "http.method, http_method_extracted",
        "env_extracted, env_extracted"
    })
    void a_name_is_known_by_what_queries_call_it(String stored, String asked) {
        assertThat(MetadataNames.mayBeCalled(stored, asked)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"trace_id, span_id", "env, environment", "a.b, a_c"})
    void another_name_is_another(String stored, String asked) {
        assertThat(MetadataNames.mayBeCalled(stored, asked)).isFalse();
    }
}
