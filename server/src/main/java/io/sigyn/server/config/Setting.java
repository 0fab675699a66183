package io.sigyn.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One key of the configuration that means something here: its path in the file, its flag, kind and default. Immutable.
 * {@link #ALL} is the registry that file, environment, flags and {@code /config} share; limits have their own in
 * {@link LimitsReader}.
 */
public record Setting(String path, String flag, Kind kind, String fallback) {
    /** What a text must look like to be a value. */
    public enum Kind {
        STRING,
        SECRET,
        BOOL,
        INT,
        DURATION,
        SIZE
    }

    /** All settings by path, in the order in which they are printed. */
    public static final Map<String, Setting> ALL = registry();

    /** The environment variable that sets it: {@code SIGYN_SERVER_HTTP_LISTEN_PORT}. */
    public String variable() {
        return "SIGYN_"
                + path.replaceFirst("^sigyn\\.", "").toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Refuses a text that is no value of this kind. */
    void check(String text) {
        switch (kind) {
            case BOOL -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new IllegalArgumentException("\"" + text + "\" (expected: true or false)");
                }
            }
            case INT -> {
                try {
                    Integer.parseInt(text);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number)", e);
                }
            }
            case DURATION -> GoDuration.parse(text);
            case SIZE -> ByteSize.parse(text);
            case STRING, SECRET -> {}
        }
    }

    private static Map<String, Setting> registry() {
        List<Setting> all = new ArrayList<>();
        flagged(all, "target", "target", Kind.STRING, "all");
        flagged(all, "auth_enabled", "auth.enabled", Kind.BOOL, "true");
        server(all);
        gateway(all);
        storage(all);
        writePath(all);
        readPath(all);
        background(all);
        rules(all);
        Map<String, Setting> byPath = new LinkedHashMap<>();
        all.forEach(setting -> byPath.put(setting.path, setting));
        return byPath;
    }

    private static void server(List<Setting> all) {
        add(all, "server.http_listen_address", Kind.STRING, "");
        add(all, "server.http_listen_port", Kind.INT, "3100");
        add(all, "server.http_listen_conn_limit", Kind.INT, "0");
        add(all, "server.http_path_prefix", Kind.STRING, "");
        add(all, "server.http_tls_config.cert_file", Kind.STRING, "");
        add(all, "server.http_tls_config.cert", Kind.STRING, "");
        add(all, "server.http_tls_config.key_file", Kind.STRING, "");
        add(all, "server.http_tls_config.key", Kind.SECRET, "");
        add(all, "server.http_tls_config.client_ca_file", Kind.STRING, "");
        add(all, "server.http_tls_config.client_ca", Kind.STRING, "");
        add(all, "server.http_tls_config.client_auth_type", Kind.STRING, "");
        add(all, "server.tls_min_version", Kind.STRING, "");
        add(all, "server.tls_cipher_suites", Kind.STRING, "");
        add(all, "server.log_request_at_info_level_enabled", Kind.BOOL, "false");
        add(all, "server.http_server_read_timeout", Kind.DURATION, "30s");
        add(all, "server.http_server_read_header_timeout", Kind.DURATION, "10s");
        add(all, "server.http_server_write_timeout", Kind.DURATION, "30s");
        add(all, "server.http_server_idle_timeout", Kind.DURATION, "2m");
        add(all, "server.graceful_shutdown_timeout", Kind.DURATION, "30s");
        add(all, "server.grpc_server_max_recv_msg_size", Kind.SIZE, "100MB");
        flagged(all, "server.log_level", "log.level", Kind.STRING, "info");
        flagged(all, "server.log_format", "log.format", Kind.STRING, "logfmt");
    }

    private static void gateway(List<Setting> all) {
        flagged(all, "sigyn.gateway.htpasswd_file", "gateway.htpasswd-file", Kind.STRING, "");
        flagged(all, "sigyn.gateway.tokens_file", "gateway.tokens-file", Kind.STRING, "");
        flagged(all, "sigyn.gateway.users_file", "gateway.users-file", Kind.STRING, "");
        flagged(all, "sigyn.gateway.unlisted_users", "gateway.unlisted-users", Kind.STRING, "");
        flagged(all, "sigyn.gateway.open_paths", "gateway.open-paths", Kind.STRING, "/,/ready");
        flagged(all, "sigyn.gateway.realm", "gateway.realm", Kind.STRING, "Sigyn");
        flagged(all, "sigyn.gateway.reload_period", "gateway.reload-period", Kind.DURATION, "10s");
    }

    private static void storage(List<Setting> all) {
        add(all, "common.path_prefix", Kind.STRING, "");
        add(all, "common.storage.filesystem.chunks_directory", Kind.STRING, "");
        add(all, "common.storage.filesystem.rules_directory", Kind.STRING, "");
        s3(all, "common.storage.s3");
        s3(all, "storage_config.aws");
        add(all, "sigyn.range_cache.max_size", Kind.SIZE, "1GB");
        add(all, "sigyn.range_cache.directory", Kind.STRING, "");
        add(all, "sigyn.range_cache.fetch_threads", Kind.INT, "16");
        add(all, "storage_config.filesystem.directory", Kind.STRING, "");
        add(all, "storage_config.use_thanos_objstore", Kind.BOOL, "false");
        add(all, "storage_config.object_store.filesystem.dir", Kind.STRING, "");
        thanosS3(all, "storage_config.object_store.s3");
        add(all, "ruler_storage.backend", Kind.STRING, "");
        add(all, "ruler_storage.filesystem.dir", Kind.STRING, "");
        add(all, "ruler_storage.local.directory", Kind.STRING, "");
        thanosS3(all, "ruler_storage.s3");
        add(all, "ruler.storage.type", Kind.STRING, "");
        add(all, "ruler.storage.local.directory", Kind.STRING, "");
        s3(all, "ruler.storage.s3");
    }

    private static void s3(List<Setting> all, String prefix) {
        add(all, prefix + ".s3", Kind.SECRET, "");
        add(all, prefix + ".endpoint", Kind.STRING, "");
        add(all, prefix + ".region", Kind.STRING, "");
        add(all, prefix + ".bucketnames", Kind.STRING, "");
        add(all, prefix + ".access_key_id", Kind.STRING, "");
        add(all, prefix + ".secret_access_key", Kind.SECRET, "");
        add(all, prefix + ".session_token", Kind.SECRET, "");
        add(all, prefix + ".s3forcepathstyle", Kind.BOOL, "false");
        add(all, prefix + ".insecure", Kind.BOOL, "false");
    }

    private static void thanosS3(List<Setting> all, String prefix) {
        add(all, prefix + ".endpoint", Kind.STRING, "");
        add(all, prefix + ".region", Kind.STRING, "");
        add(all, prefix + ".bucket_name", Kind.STRING, "");
        add(all, prefix + ".access_key_id", Kind.STRING, "");
        add(all, prefix + ".secret_access_key", Kind.SECRET, "");
        add(all, prefix + ".session_token", Kind.SECRET, "");
        add(all, prefix + ".bucket_lookup_type", Kind.STRING, "");
        add(all, prefix + ".insecure", Kind.BOOL, "false");
    }

    private static void writePath(List<Setting> all) {
        add(all, "ingester.wal.dir", Kind.STRING, "");
        add(all, "ingester.chunk_idle_period", Kind.DURATION, "30m");
        add(all, "ingester.max_chunk_age", Kind.DURATION, "2h");
        add(all, "ingester.flush_check_period", Kind.DURATION, "30s");
        add(all, "pattern_ingester.enabled", Kind.BOOL, "false");
    }

    private static void readPath(List<Setting> all) {
        add(all, "querier.max_concurrent", Kind.INT, "4");
        add(all, "querier.multi_tenant_queries_enabled", Kind.BOOL, "false");
        add(all, "querier.tail_max_duration", Kind.DURATION, "1h");
        add(all, "query_range.align_queries_with_step", Kind.BOOL, "false");
        add(all, "frontend.max_outstanding_per_tenant", Kind.INT, "2048");
        add(all, "frontend.log_queries_longer_than", Kind.DURATION, "0s");
        add(all, "frontend.compress_responses", Kind.BOOL, "true");
    }

    private static void background(List<Setting> all) {
        add(all, "compactor.working_directory", Kind.STRING, "");
        add(all, "compactor.compaction_interval", Kind.DURATION, "10m");
        add(all, "compactor.retention_enabled", Kind.BOOL, "false");
        add(all, "compactor.retention_delete_delay", Kind.DURATION, "2h");
        add(all, "compactor.delete_request_store", Kind.STRING, "");
        add(all, "compactor.delete_request_cancel_period", Kind.DURATION, "24h");
        add(all, "compactor.delete_max_interval", Kind.DURATION, "24h");
        add(all, "runtime_config.file", Kind.STRING, "");
        add(all, "runtime_config.period", Kind.DURATION, "10s");
    }

    private static void rules(List<Setting> all) {
        add(all, "ruler.enable_api", Kind.BOOL, "true");
        add(all, "ruler.rule_path", Kind.STRING, "");
        add(all, "ruler.evaluation_interval", Kind.DURATION, "1m");
        add(all, "ruler.poll_interval", Kind.DURATION, "1m");
        add(all, "ruler.resend_delay", Kind.DURATION, "1m");
        add(all, "ruler.external_url", Kind.STRING, "");
        add(all, "ruler.datasource_uid", Kind.STRING, "");
        add(all, "ruler.enabled_tenants", Kind.STRING, "");
        add(all, "ruler.disabled_tenants", Kind.STRING, "");
        add(all, "ruler.alertmanager_url", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.basic_auth_username", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.basic_auth_password", Kind.SECRET, "");
        add(all, "ruler.alertmanager_client.type", Kind.STRING, "Bearer");
        add(all, "ruler.alertmanager_client.credentials", Kind.SECRET, "");
        add(all, "ruler.alertmanager_client.credentials_file", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.tls_cert_path", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.tls_key_path", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.tls_ca_path", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.tls_server_name", Kind.STRING, "");
        add(all, "ruler.alertmanager_client.tls_insecure_skip_verify", Kind.BOOL, "false");
        add(all, "ruler.wal.dir", Kind.STRING, "");
        add(all, "ruler.notification_queue_capacity", Kind.INT, "10000");
        add(all, "ruler.notification_timeout", Kind.DURATION, "10s");
        add(all, "ruler.remote_write.enabled", Kind.BOOL, "false");
        add(all, "ruler.remote_write.add_org_id_header", Kind.BOOL, "true");
        add(all, "ruler.remote_write.client.url", Kind.STRING, "");
    }

    private static void add(List<Setting> all, String path, Kind kind, String fallback) {
        flagged(all, path, path.replace('_', '-'), kind, fallback);
    }

    private static void flagged(List<Setting> all, String path, String flag, Kind kind, String fallback) {
        all.add(new Setting(path, flag, kind, fallback));
    }
}
