package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.MetadataResult.DetectedField;
import io.sigyn.querier.MetadataResult.DetectedLabel;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Sample;
import io.sigyn.querier.QueryResult.Vector;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetadataQueriesTest {
    private static final long T0 = 1_704_067_200_000_000_000L;
    private static final long HOUR = 3_600_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final List<TenantId> TENANT = List.of(new TenantId("a"));
    private static final Labels API_1 = Labels.of("app", "api", "env", "prod", "pod", "p1", "service_name", "api");
    private static final Labels API_2 = Labels.of("app", "api", "env", "prod", "pod", "p2", "service_name", "api");
    private static final Labels WEB = Labels.of(
            "app",
            "web",
            "env",
            "dev",
            "service_name",
            "web",
            "num",
            "42",
            "uuid",
            "123e4567-e89b-12d3-a456-426614174000");

    private final ScanExecutor executor = new ScanExecutor(2);
    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(T0 / SECOND + 3600));
    private final QueryParameters parameters = new QueryParameters(clock);
    private final MemoryViews views = new MemoryViews();
    private TenantLimits limits = TenantLimits.defaults();

    @AfterEach
    void close() {
        executor.close();
    }

    private MetadataQueries queries(Layout layout) {
        List<MemoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String line = "level=info dur=" + i + "ms status=" + (200 + i % 2) + " user=u" + i % 3 + " bytes=" + i
                    + "KB ok=true ratio=0." + i;
            entries.add(new MemoryEntry(API_1, T0 + i * SECOND, i, line, Map.of("detected_level", "info")));
        }
        for (int i = 0; i < 4; i++) {
            String line = "{\"msg\": \"m" + i + "\", \"code\": " + i + ", \"nested\": {\"k\": \"v\"}, \"arr\": [1]}";
            entries.add(new MemoryEntry(API_2, T0 + i * SECOND, i, line, Map.of("detected_level", "unknown")));
        }
        entries.add(new MemoryEntry(WEB, T0, 0, "plain text", Map.of("trace_id", "t1", "lat", "12ms")));
        entries.add(new MemoryEntry(WEB, T0 + SECOND, 1, "mixed a=1 b=2 {\"x\":1}", Map.of()));
        views.put(TENANT.get(0), entries, layout);
        return queries();
    }

    private MetadataQueries queries() {
        Querier querier = new Querier(views, tenant -> limits, executor, clock);
        return new MetadataQueries(views, tenant -> limits, querier, clock);
    }

    private static Map<String, List<String>> over(String... more) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("start", List.of(String.valueOf(T0)));
        all.put("end", List.of(String.valueOf(T0 + HOUR)));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], List.of(more[i + 1]));
        }
        return all;
    }

    @Test
    void label_names_and_values_are_those_of_matching_streams() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThat(queries.labelNames(parameters.labels(TENANT, over("query", "{app=\"api\"}")))
                        .values())
                .containsExactly("app", "env", "pod", "service_name");
        assertThat(queries.labelValues(parameters.labelValues(TENANT, "env", over()))
                        .values())
                .containsExactly("dev", "prod");
        assertThat(queries.labelValues(parameters.labelValues(TENANT, "nope", over()))
                        .values())
                .isEmpty();
    }

    @Test
    void labels_of_live_data_come_whatever_the_range_but_series_do_not() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        Map<String, List<String>> before =
                Map.of("start", List.of(String.valueOf(T0 - 2 * HOUR)), "end", List.of(String.valueOf(T0 - HOUR)));
        assertThat(queries.labelNames(parameters.labels(TENANT, before)).values())
                .isNotEmpty();
        assertThat(queries.series(parameters.series(TENANT, before)).series()).isEmpty();
    }

    @Test
    void series_of_several_selectors_are_united_and_one_that_matches_everything_finds_nothing() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        Map<String, List<String>> both = over();
        both.put("match[]", List.of("{app=\"web\"}", "{pod=\"p1\"}"));
        assertThat(queries.series(parameters.series(TENANT, both)).series()).containsExactly(API_1, WEB);
        assertThat(queries.series(parameters.series(TENANT, over("match[]", "{}")))
                        .series())
                .hasSize(3);
        assertThat(queries.series(parameters.series(TENANT, over("match[]", "{app=~\".*\"}")))
                        .series())
                .isEmpty();
    }

    @Test
    void an_end_before_the_start_and_too_long_a_range_are_refused() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        MetadataRequest.Series reversed = new MetadataRequest.Series(TENANT, List.of(), T0 + HOUR, T0);
        assertThatThrownBy(() -> queries.series(reversed))
                .hasMessage("this data is no longer available, it is past now - max_query_lookback (0s)");
        limits = limits.with("maxQueryLength", Duration.ofDays(1));
        MetadataRequest.LabelNames longer = new MetadataRequest.LabelNames(TENANT, "", T0, T0 + 25 * HOUR);
        assertThatThrownBy(() -> queries.labelNames(longer))
                .hasMessage("the query time range exceeds the limit (query length: 25h0m0s, limit: 1d)");
    }

    @Test
    void a_range_before_the_lookback_finds_nothing_and_one_that_begins_before_it_is_cut() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        limits = limits.with("maxQueryLookback", Duration.ofHours(1));
        MetadataRequest.Series before = new MetadataRequest.Series(TENANT, List.of(), T0 - 2 * HOUR, T0 - HOUR);
        assertThat(queries.series(before).series()).isEmpty();
        assertThat(queries.labelNames(new MetadataRequest.LabelNames(TENANT, "", T0 - 2 * HOUR, T0 - HOUR))
                        .values())
                .isEmpty();
        assertThat(queries.labelValues(new MetadataRequest.LabelValues(TENANT, "app", "", T0 - 2 * HOUR, T0 - HOUR))
                        .values())
                .isEmpty();
        assertThat(queries.series(new MetadataRequest.Series(TENANT, List.of(), T0 - 2 * HOUR, T0 + HOUR))
                        .series())
                .isNotEmpty();
    }

    @Test
    void only_selectors_are_accepted() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThatThrownBy(() -> queries.labelNames(parameters.labels(TENANT, over("query", "{app=\"api\"} |= \"x\""))))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessage("only label matchers are supported");
        assertThatThrownBy(() -> queries.indexStats(parameters.indexStats(TENANT, over())))
                .hasMessage("parse error : syntax error: unexpected $end");
    }

    @Test
    void statistics_count_what_is_sealed() {
        MetadataRequest.IndexStats request = parameters.indexStats(TENANT, over("query", "{app=\"api\"}"));
        assertThat(queries(Layout.ONE_LIVE).indexStats(request).streams()).isZero();
        MetadataQueries sealed = queries(new Layout(1, arrival -> 0, 100, true, false));
        assertThat(sealed.indexStats(request)).isEqualTo(new MetadataResult.IndexStats(2, 2, 1024, 13));
    }

    @Test
    void volumes_are_sorted_by_size_and_told_apart_by_the_labels_of_the_selector() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThat(labels(queries, over("query", "{app=~\".+\"}")))
                .containsExactly(Labels.of("app", "api"), Labels.of("app", "web"));
        assertThat(labels(queries, over("query", "{app=~\".+\"}", "targetLabels", "env,pod")))
                .containsExactly(Labels.of("env", "prod", "pod", "p1"), Labels.of("env", "prod", "pod", "p2"));
        assertThat(labels(queries, over("query", "{app=~\".+\"}", "limit", "1")))
                .containsExactly(Labels.of("app", "api"));
        assertThat(labels(queries, over("query", "{app=\"web\"}", "aggregateBy", "labels", "targetLabels", "env")))
                .containsExactly(Labels.of("env", ""));
        assertThat(labels(queries, over("query", "{}"))).contains(API_1, API_2, WEB);
        assertThat(labels(queries, over("query", "{app=\"none\"}"))).isEmpty();
    }

    private List<Labels> labels(MetadataQueries queries, Map<String, List<String>> request) {
        Vector vector = (Vector) queries.volume(parameters.volume(TENANT, request));
        assertThat(vector.timestampMillis()).isEqualTo((T0 + HOUR) / 1_000_000);
        return vector.samples().stream().map(Sample::labels).toList();
    }

    @Test
    void a_volume_range_has_points_at_the_end_of_each_step() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        Map<String, List<String>> request = new HashMap<>(over("query", "{pod=\"p1\"}", "step", "4"));
        request.put("end", List.of(String.valueOf(T0 + 8 * SECOND)));
        Matrix matrix = (Matrix) queries.volume(parameters.volumeRange(TENANT, request));
        assertThat(matrix.series())
                .singleElement()
                .satisfies(series -> assertThat(series.timestampsMillis())
                        .containsExactly(T0 / 1_000_000 + 3999, T0 / 1_000_000 + 8000));
        assertThat(queries.volume(parameters.volumeRange(TENANT, over("query", "{pod=\"p1\"}", "step", "1h"))))
                .isInstanceOf(Vector.class);
    }

    @Test
    void a_volume_range_with_all_its_bytes_in_one_step_is_a_vector_at_the_end_of_it() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        Vector early = (Vector) queries.volume(
                parameters.volumeRange(TENANT, over("query", "{app=~\".+\"}", "step", "15m", "targetLabels", "pod")));
        assertThat(early.samples()).hasSize(2);
        assertThat(early.timestampMillis()).isEqualTo(T0 / 1_000_000 + 15 * 60_000 - 1);
        Map<String, List<String>> request = new HashMap<>(over("query", "{pod=\"p1\"}", "step", "1h"));
        request.put("end", List.of(String.valueOf(T0 + 8 * SECOND + 1)));
        Vector whole = (Vector) queries.volume(parameters.volumeRange(TENANT, request));
        assertThat(whole.timestampMillis()).as("rounded up").isEqualTo(T0 / 1_000_000 + 8001);
    }

    @Test
    void volumes_of_what_is_sealed_have_a_limited_number_of_series() {
        limits = limits.with("volumeMaxSeries", 1);
        MetadataRequest.Volume request =
                parameters.volume(TENANT, over("query", "{app=~\".+\"}", "targetLabels", "pod"));
        assertThat(((Vector) queries(Layout.ONE_LIVE).volume(request)).samples())
                .hasSize(2);
        MetadataQueries sealed = queries(new Layout(1, arrival -> 0, 100, true, false));
        assertThatThrownBy(() -> sealed.volume(request))
                .hasMessage("the query hit the max number of series limit (limit: 1 series)");
        assertThat(((Vector) sealed.volume(parameters.volume(TENANT, over("query", "{app=\"api\"}")))).samples())
                .hasSize(1);
    }

    @Test
    void volumes_can_be_switched_off() {
        limits = limits.with("volumeEnabled", false);
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThatThrownBy(() -> queries.volume(parameters.volume(TENANT, over("query", "{a=\"b\"}"))))
                .hasMessage("not found");
    }

    @Test
    void what_only_begins_like_json_is_read_as_logfmt_and_truth_values_are_those_of_Go() {
        views.put(
                TENANT.get(0),
                List.of(new MemoryEntry(WEB, T0, 0, "{broken a=T b=tRUE", Map.of("k", "f"))),
                Layout.ONE_LIVE);
        MetadataQueries queries = queries();
        assertThat(queries.detectedFields(parameters.detectedFields(TENANT, "", over("query", "{app=\"web\"}")))
                        .fields())
                .containsExactlyInAnyOrder(
                        new DetectedField("a", "boolean", 1, List.of("logfmt")),
                        new DetectedField("b", "string", 1, List.of("logfmt")),
                        new DetectedField("k", "boolean", 1, null));
    }

    @Test
    void labels_with_nothing_but_ids_are_not_detected() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThat(queries.detectedLabels(parameters.detectedLabels(TENANT, over()))
                        .labels())
                .containsExactly(
                        new DetectedLabel("app", 2),
                        new DetectedLabel("env", 2),
                        new DetectedLabel("pod", 2),
                        new DetectedLabel("service_name", 2));
    }

    @Test
    void fields_are_found_by_the_parser_that_suits_a_line() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        assertThat(fields(queries, "{pod=\"p1\"}"))
                .containsExactly(
                        new DetectedField("detected_level", "string", 1, null),
                        new DetectedField("level", "string", 1, List.of("logfmt")),
                        new DetectedField("ok", "boolean", 1, List.of("logfmt")),
                        new DetectedField("status", "int", 2, List.of("logfmt")),
                        new DetectedField("user", "string", 3, List.of("logfmt")),
                        new DetectedField("bytes", "bytes", 9, List.of("logfmt")),
                        new DetectedField("dur", "duration", 9, List.of("logfmt")),
                        new DetectedField("ratio", "float", 9, List.of("logfmt")));
        assertThat(fields(queries, "{pod=\"p2\"} | json"))
                .containsExactly(
                        new DetectedField("detected_level", "string", 1, null),
                        new DetectedField("nested_k", "string", 1, List.of("json")),
                        new DetectedField("code", "int", 4, List.of("json")),
                        new DetectedField("msg", "string", 4, List.of("json")));
        assertThat(fields(queries, "{app=\"web\"}"))
                .containsExactly(
                        new DetectedField("a", "int", 1, List.of("logfmt")),
                        new DetectedField("b", "int", 1, List.of("logfmt")),
                        new DetectedField("lat", "duration", 1, null),
                        new DetectedField("trace_id", "string", 1, null));
    }

    private List<DetectedField> fields(MetadataQueries queries, String query) {
        return queries.detectedFields(parameters.detectedFields(TENANT, "", over("query", query)))
                .fields();
    }

    @Test
    void the_values_of_a_field_are_sorted_and_limited() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        Map<String, List<String>> request = over("query", "{pod=\"p1\"}", "limit", "2");
        assertThat(queries.detectedFieldValues(parameters.detectedFields(TENANT, "user", request))
                        .values())
                .containsExactly("u0", "u1");
        assertThat(queries.detectedFieldValues(parameters.detectedFields(TENANT, "nope", request))
                        .values())
                .isEmpty();
    }

    @Test
    void several_tenants_are_told_apart_by_a_label() {
        MetadataQueries queries = queries(Layout.ONE_LIVE);
        List<TenantId> tenants = List.of(new TenantId("a"), new TenantId("b"));
        assertThat(queries.labelValues(parameters.labelValues(tenants, "__tenant_id__", over()))
                        .values())
                .containsExactly("a");
        assertThat(queries.series(parameters.series(tenants, over("match[]", "{__tenant_id__=\"b\", app=\"api\"}")))
                        .series())
                .isEmpty();
    }
}
