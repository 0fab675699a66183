package io.sigyn.server.config;

import io.sigyn.model.TenantLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns settings by path into {@link SigynConfig}, deriving what is not set from what is. For one thread. */
final class ConfigAssembly {
    private static final SigynConfig.S3 NO_BUCKET = new SigynConfig.S3("", "", "", "", "", "", false, false);
    private static final Set<String> TARGETS = Set.of("all", "read", "write", "backend");

    private final Settings settings;
    private final Optional<YamlValue> schema;
    private final Map<String, YamlValue> blocks;

    /** {@code blocks} are the mappings of {@link RulesReader#BLOCKS} that are there. */
    ConfigAssembly(Settings settings, Optional<YamlValue> schema, Map<String, YamlValue> blocks) {
        this.settings = settings;
        this.schema = schema;
        this.blocks = blocks;
    }

    SigynConfig assemble(TenantLimits limits, List<String> warnings) {
        return new SigynConfig(
                target(),
                settings.bool("auth_enabled"),
                http(),
                gateway(),
                logging(),
                storage(),
                writePath(),
                readPath(),
                upkeep(),
                rules(),
                limits,
                runtime(),
                settings,
                warnings,
                schema);
    }

    private String target() {
        String target = settings.text("target");
        if (!TARGETS.contains(target)) {
            throw refused("target", target, "all, read, write or backend");
        }
        return target;
    }

    private ConfigException refused(String path, String value, String expected) {
        return new ConfigException(
                settings.source(path) + ": " + path + ": \"" + value + "\" (expected: " + expected + ")");
    }

    private SigynConfig.Http http() {
        int port = settings.integer("server.http_listen_port");
        if (port < 0 || port > 65535) {
            throw refused("server.http_listen_port", Integer.toString(port), "0 to 65535");
        }
        return new SigynConfig.Http(
                settings.text("server.http_listen_address"),
                port,
                settings.integer("server.http_listen_conn_limit"),
                pathPrefix(),
                GatewayAssembly.tls(settings),
                settings.duration("server.http_server_read_timeout"),
                settings.duration("server.http_server_read_header_timeout"),
                settings.duration("server.http_server_write_timeout"),
                settings.duration("server.http_server_idle_timeout"),
                settings.duration("server.graceful_shutdown_timeout"),
                settings.size("server.grpc_server_max_recv_msg_size"),
                settings.bool("frontend.compress_responses"));
    }

    private String pathPrefix() {
        String prefix = settings.text("server.http_path_prefix");
        if (prefix.isEmpty() || prefix.equals("/")) {
            return "";
        }
        String rooted = prefix.startsWith("/") ? prefix : "/" + prefix;
        return rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
    }

    private SigynConfig.Gateway gateway() {
        SigynConfig.Gateway gateway = GatewayAssembly.gateway(settings);
        if (!gateway.isOn() && gateway.users().isPresent()) {
            throw new ConfigException(
                    "sigyn.gateway.users_file is set, but nobody can log in (expected: htpasswd_file or tokens_file too)");
        }
        return gateway;
    }

    private SigynConfig.Logging logging() {
        String level = settings.text("server.log_level").toLowerCase(Locale.ROOT);
        if (!Set.of("debug", "info", "warn", "error").contains(level)) {
            throw refused("server.log_level", level, "debug, info, warn or error");
        }
        return new SigynConfig.Logging(
                level, settings.text("server.log_format"), settings.bool("server.log_request_at_info_level_enabled"));
    }

    private Path dataDirectory() {
        return Path.of(first("common.path_prefix").orElse("./data"));
    }

    private SigynConfig.Storage storage() {
        Path data = dataDirectory();
        Path chunks = Path.of(first(
                        "common.storage.filesystem.chunks_directory",
                        "storage_config.object_store.filesystem.dir",
                        "storage_config.filesystem.directory")
                .orElse(data.resolve("chunks").toString()));
        Path wal = Path.of(first("ingester.wal.dir").orElse(data.resolve("wal").toString()));
        return new SigynConfig.Storage(data, wal, chunks, usesS3() ? s3() : Optional.empty(), cache(data));
    }

    private SigynConfig.Cache cache(Path data) {
        int threads = settings.integer("sigyn.range_cache.fetch_threads");
        if (threads < 1 || threads > 1024) {
            throw refused("sigyn.range_cache.fetch_threads", Integer.toString(threads), "1 to 1024");
        }
        return new SigynConfig.Cache(
                Path.of(first("sigyn.range_cache.directory")
                        .orElse(data.resolve("cache").toString())),
                settings.size("sigyn.range_cache.max_size"),
                threads);
    }

    private Optional<String> first(String... paths) {
        for (String path : paths) {
            if (!settings.text(path).isEmpty()) {
                return Optional.of(settings.text(path));
            }
        }
        return Optional.empty();
    }

    /** As the newest period of the schema says; without a schema, if a bucket is named. */
    private boolean usesS3() {
        String store = "";
        for (YamlValue.Mapping period : periods()) {
            if (period.entries().get("object_store") instanceof YamlValue.Text text) {
                store = text.text();
            }
        }
        if (store.equals("s3") || store.equals("aws")) {
            if (s3().isEmpty()) {
                throw new ConfigException("schema_config: object_store is " + store
                        + ", but no bucket is named (expected: common.storage.s3.bucketnames)");
            }
            return true;
        }
        if (!store.isEmpty() && !store.equals("filesystem")) {
            throw new ConfigException("schema_config: object_store is " + store
                    + " (expected: filesystem or s3; Sigyn keeps its objects nowhere else)");
        }
        return store.isEmpty() && s3().isPresent();
    }

    private Optional<SigynConfig.S3> s3() {
        if (settings.bool("storage_config.use_thanos_objstore")) {
            return thanosS3("storage_config.object_store.s3");
        }
        return named(lokiS3("storage_config.aws", lokiS3("common.storage.s3", NO_BUCKET)));
    }

    private Optional<SigynConfig.S3> thanosS3(String prefix) {
        String bucket = settings.text(prefix + ".bucket_name");
        String endpoint = settings.text(prefix + ".endpoint");
        if (bucket.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SigynConfig.S3(
                endpoint,
                settings.text(prefix + ".region"),
                bucket,
                settings.text(prefix + ".access_key_id"),
                settings.text(prefix + ".secret_access_key"),
                settings.text(prefix + ".session_token"),
                settings.text(prefix + ".bucket_lookup_type").equals("path")
                        || (!endpoint.isEmpty() && !endpoint.contains("amazonaws")),
                settings.bool(prefix + ".insecure")));
    }

    private static Optional<SigynConfig.S3> named(SigynConfig.S3 s3) {
        return s3.bucket().isEmpty() ? Optional.empty() : Optional.of(s3);
    }

    /** The keys below a path; {@code common} has those that are not set, as in Loki. */
    private SigynConfig.S3 lokiS3(String prefix, SigynConfig.S3 common) {
        String text = settings.text(prefix + ".s3");
        SigynConfig.S3 url = text.isEmpty() ? common : fromUrl(text);
        return new SigynConfig.S3(
                orElse(prefix + ".endpoint", url.endpoint()),
                orElse(prefix + ".region", url.region()),
                orElse(prefix + ".bucketnames", url.bucket()).split(",")[0].strip(),
                orElse(prefix + ".access_key_id", url.accessKey()),
                orElse(prefix + ".secret_access_key", url.secretKey()),
                orElse(prefix + ".session_token", url.sessionToken()),
                orElse(prefix + ".s3forcepathstyle", common.pathStyle()),
                orElse(prefix + ".insecure", common.insecure()));
    }

    private boolean orElse(String path, boolean fallback) {
        return settings.isSet(path) ? settings.bool(path) : fallback;
    }

    private String orElse(String path, String fallback) {
        String text = settings.text(path);
        return text.isEmpty() ? fallback : text;
    }

    /** {@code s3://key:secret@host/bucket}, where a host without a dot is a region. */
    private static SigynConfig.S3 fromUrl(String text) {
        try {
            URI uri = URI.create(text);
            String[] user = (uri.getUserInfo() == null ? "" : uri.getUserInfo()).split(":", 2);
            String host = uri.getAuthority() == null ? "" : uri.getAuthority().replaceFirst("^.*@", "");
            boolean isEndpoint = host.contains(".") || host.contains(":");
            return new SigynConfig.S3(
                    isEndpoint ? host : "",
                    isEndpoint ? "" : host,
                    uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", ""),
                    user[0],
                    user.length > 1 ? user[1] : "",
                    "",
                    false,
                    false);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("s3: not a URL (expected: s3://key:secret@region/bucket)");
        }
    }

    private List<YamlValue.Mapping> periods() {
        List<YamlValue.Mapping> periods = new ArrayList<>();
        if (schema.isPresent()
                && schema.get() instanceof YamlValue.Mapping mapping
                && mapping.entries().get("configs") instanceof YamlValue.Sequence configs) {
            for (YamlValue item : configs.items()) {
                if (item instanceof YamlValue.Mapping period) {
                    periods.add(period);
                }
            }
        }
        return periods;
    }

    private Instant schemaStart() {
        Instant start = Instant.MAX;
        for (YamlValue.Mapping period : periods()) {
            if (period.entries().get("from") instanceof YamlValue.Text from) {
                try {
                    Instant day = LocalDate.parse(from.text())
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
                    start = day.isBefore(start) ? day : start;
                } catch (DateTimeParseException e) {
                    throw new ConfigException("schema_config: line " + from.line() + ": from: \"" + from.text()
                            + "\" (expected: a day such as 2024-01-01)");
                }
            }
        }
        return start.equals(Instant.MAX) ? Instant.EPOCH : start;
    }

    private SigynConfig.WritePath writePath() {
        return new SigynConfig.WritePath(
                settings.duration("ingester.chunk_idle_period"),
                settings.duration("ingester.max_chunk_age"),
                settings.duration("ingester.flush_check_period"),
                settings.bool("pattern_ingester.enabled"),
                schemaStart());
    }

    private SigynConfig.ReadPath readPath() {
        return new SigynConfig.ReadPath(
                Math.max(1, settings.integer("querier.max_concurrent")),
                settings.integer("frontend.max_outstanding_per_tenant"),
                settings.bool("querier.multi_tenant_queries_enabled"),
                settings.bool("query_range.align_queries_with_step"),
                settings.duration("querier.tail_max_duration"),
                settings.duration("frontend.log_queries_longer_than"));
    }

    private SigynConfig.Upkeep upkeep() {
        boolean retention = settings.bool("compactor.retention_enabled");
        return new SigynConfig.Upkeep(
                settings.duration("compactor.compaction_interval"),
                retention,
                settings.duration("compactor.retention_delete_delay"),
                retention,
                settings.duration("compactor.delete_request_cancel_period"),
                settings.duration("compactor.delete_max_interval"));
    }

    private SigynConfig.Rules rules() {
        return new RulesReader(settings, blocks, this::rulesS3).read(dataDirectory());
    }

    /** The bucket of rules by the path of its keys; that of all else where none is given. */
    private Optional<SigynConfig.S3> rulesS3(String path) {
        if (path.isEmpty()) {
            return usesS3() ? s3() : Optional.empty();
        }
        return path.equals("ruler_storage.s3")
                ? thanosS3(path)
                : named(lokiS3(path, lokiS3("common.storage.s3", NO_BUCKET)));
    }

    private SigynConfig.OverrideFiles runtime() {
        List<Path> files = new ArrayList<>();
        for (String file : settings.text("runtime_config.file").split(",")) {
            if (!file.isBlank()) {
                files.add(Path.of(file.strip()));
            }
        }
        return new SigynConfig.OverrideFiles(List.copyOf(files), settings.duration("runtime_config.period"));
    }
}
