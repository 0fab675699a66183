package io.sigyn.server.config;

import io.sigyn.model.TenantLimits;
import io.sigyn.ruler.delivery.DeliveryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the parts are built from: typed, with defaults filled in. Immutable. {@code settings} has the same with sources. */
public record SigynConfig(
        String target,
        boolean authEnabled,
        Http http,
        Gateway gateway,
        Logging logging,
        Storage storage,
        WritePath writePath,
        ReadPath readPath,
        Upkeep upkeep,
        Rules rules,
        TenantLimits limits,
        OverrideFiles runtime,
        Settings settings,
        List<String> warnings,
        Optional<YamlValue> schema) {

    public SigynConfig {
        warnings = List.copyOf(warnings);
    }

    /** Where and how the API is served. {@code maxPushBytes} bounds a push after decompression. */
    public record Http(
            String address,
            int port,
            int maxConnections,
            String pathPrefix,
            Optional<Tls> tls,
            Duration readTimeout,
            Duration readHeaderTimeout,
            Duration writeTimeout,
            Duration idleTimeout,
            Duration drainTimeout,
            long maxPushBytes,
            boolean compressResponses) {}

    /** Certificate, key and the authority of clients are files, or PEM as it is. */
    public record Tls(
            Pem certificate,
            Pem key,
            Optional<Pem> clientCa,
            String clientAuth,
            String minVersion,
            List<String> ciphers) {
        public Tls {
            ciphers = List.copyOf(ciphers);
        }
    }

    /** A file of PEM, or PEM that stands in the configuration; does not show it. */
    public record Pem(Optional<Path> file, String text) {
        @Override
        public String toString() {
            return file.map(Path::toString).orElse("PEM in the configuration");
        }
    }

    /** Who may log in; nobody has to where there is neither a file of passwords nor one of tokens. */
    public record Gateway(
            Optional<Path> passwords,
            Optional<Path> tokens,
            Optional<Path> users,
            String unlistedUsers,
            Set<String> openPaths,
            String realm,
            Duration reloadPeriod) {
        public Gateway {
            openPaths = Set.copyOf(openPaths);
        }

        public boolean isOn() {
            return passwords.isPresent() || tokens.isPresent();
        }
    }

    /** {@code requests} is whether each request is logged, and not only at debug. */
    public record Logging(String level, String format, boolean requests) {}

    /** Where bytes rest: the log on local disk, objects in a folder or in S3. */
    public record Storage(Path dataDirectory, Path walDirectory, Path chunksDirectory, Optional<S3> s3, Cache cache) {}

    /** What of a bucket is kept on local disk; nothing if {@code maxBytes} is 0. */
    public record Cache(Path directory, long maxBytes, int fetchThreads) {}

    /** A bucket, and how to reach it. */
    public record S3(
            String endpoint,
            String region,
            String bucket,
            String accessKey,
            String secretKey,
            String sessionToken,
            boolean pathStyle,
            boolean insecure) {
        @Override
        public String toString() {
            return "s3://" + bucket + (endpoint.isEmpty() ? "" : " at " + endpoint);
        }
    }

    /** {@code schemaStart} is the first day of Loki's schema: earlier entries are refused. */
    public record WritePath(
            Duration chunkIdlePeriod,
            Duration maxChunkAge,
            Duration flushCheckPeriod,
            boolean patternsEnabled,
            Instant schemaStart) {}

    public record ReadPath(
            int maxConcurrentQueries,
            int maxQueuedPerTenant,
            boolean multiTenantQueries,
            boolean alignQueriesWithStep,
            Duration tailMaxDuration,
            Duration slowQueryThreshold) {}

    /** {@code deletesEnabled} is retention with a store for delete requests, as in Loki. */
    public record Upkeep(
            Duration compactionInterval,
            boolean retentionEnabled,
            Duration deleteDelay,
            boolean deletesEnabled,
            Duration deleteCancelPeriod,
            Duration deleteMaxInterval) {}

    /**
     * How rules are kept and evaluated, and who is told. Without {@code enabledTenants} all tenants' are evaluated but for
     * the disabled ones'.
     */
    public record Rules(
            boolean apiEnabled,
            RuleStorage storage,
            Duration evaluationInterval,
            Duration pollInterval,
            Duration resendDelay,
            String externalUrl,
            Map<String, String> externalLabels,
            String datasourceUid,
            List<String> enabledTenants,
            List<String> disabledTenants,
            DeliveryOptions deliveries) {}

    /** Where rules rest: in files that are only read, in a folder of ours, or in a bucket if there is one. */
    public record RuleStorage(boolean files, Path directory, Optional<S3> bucket) {}

    /** Files of limits by tenant, read again every period; empty without any. */
    public record OverrideFiles(List<Path> files, Duration period) {}
}
