package io.sigyn.index.upkeep;

import static io.sigyn.index.upkeep.UpkeepFixture.HOUR;
import static io.sigyn.index.upkeep.UpkeepFixture.NANOS;
import static io.sigyn.index.upkeep.UpkeepFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TenantLimits.RetentionRule;
import io.sigyn.model.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiringViewsTest {
    private static final Labels API = Labels.of("app", "api");
    private static final Labels DEBUG = Labels.of("app", "debug");

    private TenantLimits limits = TenantLimits.defaults().with("retentionPeriod", Duration.ofHours(24));
    private Instant now = UpkeepFixture.NOW;
    private RowFilter hidden = RowFilter.NONE;
    private final ExpiringViews views = new ExpiringViews(
            new Views() {
                @Override
                public View open(TenantId tenant) {
                    return new View(tenant, List.of(), hidden, () -> {});
                }

                @Override
                public @Nullable Object version(TenantId tenant, TimeRange range) {
                    return "version";
                }
            },
            tenant -> limits,
            () -> now);

    private boolean shows(Labels stream, long timestampNanos) throws IOException {
        try (View view = views.open(TENANT)) {
            StreamFilter filter = view.hidden().of(stream, timestampNanos, timestampNanos + 2 * HOUR);
            return filter == null || !filter.drops(timestampNanos, new byte[0], 0, 0, EntryMetadata.NONE);
        }
    }

    private Object version(long fromNanos) throws IOException {
        Object version = views.version(TENANT, new TimeRange(fromNanos, NANOS));
        return version == null ? "" : version;
    }

    @Test
    void rows_past_a_tenants_period_are_hidden_at_once() throws IOException {
        assertThat(shows(API, NANOS - 24 * HOUR)).isTrue();
        assertThat(shows(API, NANOS - 24 * HOUR - 1)).isFalse();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(shows(API, NANOS - 24 * HOUR)).isFalse();
    }

    @Test
    void a_stream_with_a_rule_has_its_own_period() throws IOException {
        limits = limits.with("retentionStream", List.of(new RetentionRule("{app=\"debug\"}", 1, Duration.ofHours(1))));
        assertThat(shows(DEBUG, NANOS - 2 * HOUR)).isFalse();
        assertThat(shows(API, NANOS - 2 * HOUR)).isTrue();
    }

    @Test
    void times_alone_decide_so_that_lines_need_not_be_read() throws IOException {
        try (View view = views.open(TENANT)) {
            StreamFilter across = view.hidden().of(API, NANOS - 25 * HOUR, NANOS);
            assertThat(across).isNotNull();
            assertThat(across != null && !across.readsRows() && !across.dropsAll())
                    .isTrue();
            assertThat(view.hidden().of(API, NANOS - HOUR, NANOS)).isNull();
        }
    }

    @Test
    void without_a_period_a_view_is_as_it_was() throws IOException {
        limits = TenantLimits.defaults();
        assertThat(views.open(TENANT).hidden()).isSameAs(RowFilter.NONE);
        assertThat(version(0)).isEqualTo("version");
    }

    @Test
    void what_was_asked_to_be_deleted_stays_hidden() throws IOException {
        hidden = (stream, min, max) -> StreamFilter.ALL;
        assertThat(shows(API, NANOS)).isFalse();
    }

    @Test
    void an_answer_is_kept_for_a_minute_only_where_rows_may_expire() throws IOException {
        Object within = version(NANOS - HOUR);
        Object across = version(NANOS - 25 * HOUR);
        assertThat(across).isNotEqualTo(within).isEqualTo(version(NANOS - 25 * HOUR));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(version(NANOS - HOUR)).isEqualTo(within);
        assertThat(version(NANOS - 25 * HOUR)).isNotEqualTo(across);
        now = now.plus(Duration.ofHours(24));
        assertThat(version(NANOS - HOUR)).as("what it has expires now").isNotEqualTo(within);
    }
}
