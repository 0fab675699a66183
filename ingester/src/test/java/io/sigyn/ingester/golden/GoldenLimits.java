package io.sigyn.ingester.golden;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TenantLimits.AttributeRule;
import io.sigyn.model.TenantLimits.OtlpConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The limits of the profile that the scenarios were recorded with, and of the tenants that have their own. */
final class GoldenLimits {
    private static final TenantLimits MAIN = TenantLimits.defaults()
            .with("rejectOldSamples", false)
            .with("ingestionRateMb", 64.0)
            .with("ingestionBurstSizeMb", 64.0);

    private GoldenLimits() {}

    static TenantLimits of(TenantId tenant) {
        return switch (tenant.value()) {
            case "lim-line" -> MAIN.with("maxLineSize", 100L);
            case "lim-line-truncate" -> MAIN.with("maxLineSize", 100L).with("maxLineSizeTruncate", true);
            case "lim-labels" ->
                MAIN.with("maxLabelNamesPerSeries", 3)
                        .with("maxLabelNameLength", 10)
                        .with("maxLabelValueLength", 20);
            case "lim-rate" -> MAIN.with("ingestionRateMb", 0.001).with("ingestionBurstSizeMb", 0.002);
            case "lim-streams" -> MAIN.with("maxGlobalStreamsPerUser", 3);
            case "lim-stream-rate" -> MAIN.with("perStreamRateLimit", 100L).with("perStreamRateLimitBurst", 300L);
            case "lim-old" -> MAIN.with("rejectOldSamples", true).with("rejectOldSamplesMaxAge", Duration.ofDays(7));
            case "lim-no-sm", "lim-otlp-no-sm" -> MAIN.with("allowStructuredMetadata", false);
            case "lim-sm-size" -> MAIN.with("maxStructuredMetadataSize", 60L);
            case "lim-sm-count" -> MAIN.with("maxStructuredMetadataEntriesCount", 3);
            case "lim-incr" -> MAIN.with("incrementDuplicateTimestamp", true);
            case "lim-no-service" -> MAIN.with("discoverServiceName", List.of());
            case "lim-my-service" -> MAIN.with("discoverServiceName", List.of("team", "app"));
            case "lim-no-level" -> MAIN.with("discoverLogLevels", false);
            case "lim-block" ->
                MAIN.with("blockIngestionUntil", Instant.parse("2099-01-01T00:00:00Z"))
                        .with("blockIngestionStatusCode", 456);
            case "lim-block-default" -> MAIN.with("blockIngestionUntil", Instant.parse("2099-01-01T00:00:00Z"));
            case "lim-block-ok" ->
                MAIN.with("blockIngestionUntil", Instant.parse("2099-01-01T00:00:00Z"))
                        .with("blockIngestionStatusCode", 200);
            case "lim-grace" -> MAIN.with("creationGracePeriod", Duration.ofMinutes(1));
            case "lim-otlp" -> MAIN.with("otlpConfig", otlp());
            default -> MAIN;
        };
    }

    private static OtlpConfig otlp() {
        return new OtlpConfig(
                true,
                List.of(
                        new AttributeRule("index_label", List.of("service.name", "team"), ""),
                        new AttributeRule("drop", List.of(), "secret.*")),
                List.of(new AttributeRule("drop", List.of("scope.drop"), "")),
                List.of(
                        new AttributeRule("structured_metadata", List.of("keep.me", "k1"), ""),
                        new AttributeRule("drop", List.of(), ".*")));
    }
}
