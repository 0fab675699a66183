package io.sigyn.model;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What one tenant may do. Every component is the key of Loki's {@code limits_config} of the same name in camel case,
 * with Loki's default; sizes are bytes, zero means no limit unless said otherwise. Sigyn's own are {@code
 * retentionMaxBytes} and {@code durability}. Immutable.
 */
public record TenantLimits(
        double ingestionRateMb,
        double ingestionBurstSizeMb,
        int maxLabelNameLength,
        int maxLabelValueLength,
        int maxLabelNamesPerSeries,
        boolean rejectOldSamples,
        Duration rejectOldSamplesMaxAge,
        Duration creationGracePeriod,
        long maxLineSize,
        boolean maxLineSizeTruncate,
        boolean incrementDuplicateTimestamp,
        List<String> discoverServiceName,
        boolean discoverLogLevels,
        boolean unorderedWrites,
        int maxStreamsPerUser,
        int maxGlobalStreamsPerUser,
        long perStreamRateLimit,
        long perStreamRateLimitBurst,
        boolean allowStructuredMetadata,
        long maxStructuredMetadataSize,
        int maxStructuredMetadataEntriesCount,
        Instant blockIngestionUntil,
        int blockIngestionStatusCode,
        OtlpConfig otlpConfig,
        int maxQuerySeries,
        Duration maxQueryLookback,
        Duration maxQueryLength,
        Duration maxQueryRange,
        Duration queryTimeout,
        int maxEntriesLimitPerQuery,
        int maxStreamsMatchersPerQuery,
        int maxConcurrentTailRequests,
        int maxQueryParallelism,
        long maxQueryBytesRead,
        long maxQuerierBytesRead,
        Duration splitQueriesByInterval,
        List<String> requiredLabels,
        int minimumLabelsNumber,
        boolean volumeEnabled,
        int volumeMaxSeries,
        Duration retentionPeriod,
        List<RetentionRule> retentionStream,
        long retentionMaxBytes,
        String deletionMode,
        int rulerMaxRulesPerRuleGroup,
        int rulerMaxRuleGroupsPerTenant,
        String durability) {

    /** Durability of a tenant whose pushes are acknowledged when the local log has them. */
    public static final String LOCAL = "local";

    /** Durability of a tenant whose pushes are acknowledged when the object store has them. */
    public static final String OBJECT = "object";

    private static final Set<String> DELETION_MODES = Set.of("disabled", "filter-only", "filter-and-delete");

    public TenantLimits {
        if (!durability.equals(LOCAL) && !durability.equals(OBJECT)) {
            throw new IllegalArgumentException("\"" + durability + "\" (expected: local or object)");
        }
        if (!DELETION_MODES.contains(deletionMode)) { // a slip must not delete what was to be hidden
            throw new IllegalArgumentException(
                    "\"" + deletionMode + "\" (expected: disabled, filter-only or filter-and-delete)");
        }
    }

    /** Streams that are kept for another time than {@code retentionPeriod}; of those that match the highest priority counts. */
    public record RetentionRule(String selector, int priority, Duration period) {}

    /** What becomes of the attributes of OTLP logs. */
    public record OtlpConfig(
            boolean ignoreResourceDefaults,
            List<AttributeRule> resourceAttributes,
            List<AttributeRule> scopeAttributes,
            List<AttributeRule> logAttributes) {
        public static final OtlpConfig DEFAULT = new OtlpConfig(false, List.of(), List.of(), List.of());
    }

    /** One rule of {@code otlp_config}: {@code action} is index_label, structured_metadata or drop; {@code regex} may be empty. */
    public record AttributeRule(String action, List<String> attributes, String regex) {}

    private static final TenantLimits DEFAULTS = new TenantLimits(
            4,
            6,
            1024,
            2048,
            15,
            true,
            Duration.ofDays(7),
            Duration.ofMinutes(10),
            256 << 10,
            false,
            false,
            List.of(
                    "service",
                    "app",
                    "application",
                    "name",
                    "app_kubernetes_io_name",
                    "container",
                    "container_name",
                    "k8s_container_name",
                    "component",
                    "workload",
                    "job",
                    "k8s_job_name"),
            true,
            true,
            0,
            5000,
            3 << 20,
            15 << 20,
            true,
            64 << 10,
            128,
            Instant.EPOCH,
            260,
            OtlpConfig.DEFAULT,
            500,
            Duration.ZERO,
            Duration.ofHours(721),
            Duration.ZERO,
            Duration.ofMinutes(1),
            5000,
            1000,
            10,
            32,
            0,
            150L << 30,
            Duration.ofHours(1),
            List.of(),
            0,
            true,
            1000,
            Duration.ZERO,
            List.of(),
            0,
            "filter-and-delete",
            0,
            0,
            LOCAL);

    /** Loki's defaults. */
    public static TenantLimits defaults() {
        return DEFAULTS;
    }

    /**
     * These limits with one of them changed, named as the component is.
     *
     * @throws IllegalArgumentException if there is no such limit, or the value is of another type
     */
    public TenantLimits with(String component, Object value) {
        RecordComponent[] components = TenantLimits.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                boolean named = components[i].getName().equals(component);
                values[i] = named ? value : components[i].getAccessor().invoke(this);
                found |= named;
            }
            if (!found) {
                throw new IllegalArgumentException("limit: \"" + component + "\" (expected: a limit that exists)");
            }
            Constructor<TenantLimits> constructor = TenantLimits.class.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw refused.getCause() instanceof IllegalArgumentException invalid
                    ? invalid
                    : new IllegalArgumentException("limit: " + component + " cannot be " + value, refused);
        } catch (InstantiationException | IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalArgumentException("limit: " + component + " cannot be " + value, e);
        }
    }
}
