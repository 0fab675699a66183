package io.sigyn.server.config;

import io.sigyn.ruler.delivery.ClientTls;
import io.sigyn.ruler.delivery.DeliveryOptions;
import io.sigyn.ruler.delivery.DeliveryOptions.RemoteWriter;
import io.sigyn.ruler.delivery.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what concerns rules: where they rest, who is told of alerts, who is written samples. For one thread. */
final class RulesReader {
    private static final String EXTERNAL_LABELS = "ruler.external_labels";
    private static final String CLIENT = "ruler.remote_write.client";
    private static final String CLIENTS = "ruler.remote_write.clients";
    private static final String ALERT_RELABELING = "ruler.alert_relabel_configs";
    private static final String WRITE_RELABELING = "write_relabel_configs";
    /** Mappings whose keys are the user's, or a client's as Prometheus has them. */
    static final Set<String> BLOCKS = Set.of(EXTERNAL_LABELS, CLIENT, CLIENTS, ALERT_RELABELING);

    private static final Set<String> CLIENT_KEYS = Set.of(
            "url",
            "name",
            "remote_timeout",
            "headers",
            "basic_auth",
            "authorization",
            "bearer_token",
            "bearer_token_file",
            "tls_config",
            WRITE_RELABELING);
    private static final String DEFAULT_TIMEOUT = "30s";
    private static final String BEARER = "Bearer";

    private final Settings settings;
    private final Map<String, YamlValue> blocks;
    private final Function<String, Optional<SigynConfig.S3>> s3;

    /** {@code s3} reads the keys of a bucket below a path. */
    RulesReader(Settings settings, Map<String, YamlValue> blocks, Function<String, Optional<SigynConfig.S3>> s3) {
        this.settings = settings;
        this.blocks = blocks;
        this.s3 = s3;
    }

    /** Keys in a block that mean nothing here. */
    static List<String> meaningless(String path, YamlValue block) {
        List<String> meaningless = new ArrayList<>();
        if (path.equals(CLIENT)) {
            entries(block).keySet().stream()
                    .filter(key -> !CLIENT_KEYS.contains(key))
                    .forEach(key -> meaningless.add(path + "." + key));
        } else if (path.equals(CLIENTS)) {
            entries(block)
                    .forEach((name, client) -> meaningless(CLIENT, client)
                            .forEach(key -> meaningless.add(key.replace(CLIENT, CLIENTS + "." + name))));
        }
        return meaningless;
    }

    SigynConfig.Rules read(Path dataDirectory) {
        return new SigynConfig.Rules(
                settings.bool("ruler.enable_api"),
                storage(dataDirectory),
                settings.duration("ruler.evaluation_interval"),
                settings.duration("ruler.poll_interval"),
                settings.duration("ruler.resend_delay"),
                settings.text("ruler.external_url"),
                texts(blocks.get(EXTERNAL_LABELS)),
                settings.text("ruler.datasource_uid"),
                words("ruler.enabled_tenants"),
                words("ruler.disabled_tenants"),
                new DeliveryOptions(
                        alertmanagers(),
                        settings.integer("ruler.notification_queue_capacity"),
                        RelabelReader.read(ALERT_RELABELING, blocks.get(ALERT_RELABELING)),
                        settings.bool("ruler.remote_write.enabled") ? writers() : List.of(),
                        Optional.of(path(
                                "ruler.wal.dir",
                                dataDirectory.resolve("ruler-wal").toString()))));
    }

    /** As Loki decides: an own store, else files if a folder of files is named, else where all else is. */
    private SigynConfig.RuleStorage storage(Path dataDirectory) {
        String backend = settings.text("ruler_storage.backend");
        String type = settings.text("ruler.storage.type");
        Path folder = path(
                "ruler_storage.filesystem.dir", dataDirectory.resolve("rules").toString());
        if (backend.equals("local")) {
            return local("ruler_storage.local.directory");
        } else if (backend.equals("filesystem")) {
            return new SigynConfig.RuleStorage(false, folder, Optional.empty());
        } else if (backend.equals("s3")) {
            return new SigynConfig.RuleStorage(false, folder, s3.apply("ruler_storage.s3"));
        } else if (!backend.isEmpty()) {
            throw otherStore("ruler_storage.backend", backend);
        } else if (type.equals("local")) {
            return local("ruler.storage.local.directory");
        } else if (type.equals("s3") || type.equals("aws")) {
            return new SigynConfig.RuleStorage(
                    false, folder, s3.apply("ruler.storage.s3").or(() -> s3.apply("")));
        } else if (!type.isEmpty()) {
            throw otherStore("ruler.storage.type", type);
        }
        Optional<SigynConfig.S3> shared = s3.apply("");
        String files = settings.text("common.storage.filesystem.rules_directory");
        boolean local = shared.isEmpty() && !files.isEmpty();
        Optional<SigynConfig.S3> bucket =
                shared.isPresent() ? s3.apply("ruler.storage.s3").or(() -> shared) : shared;
        return new SigynConfig.RuleStorage(local, local ? Path.of(files) : folder, bucket);
    }

    private SigynConfig.RuleStorage local(String key) {
        String fallback = settings.text("common.storage.filesystem.rules_directory");
        Path folder = path(key, fallback);
        if (folder.toString().isEmpty()) {
            throw new ConfigException(key + ": not set (expected: the folder of rule files, a folder for each tenant)");
        }
        return new SigynConfig.RuleStorage(true, folder, Optional.empty());
    }

    private ConfigException otherStore(String path, String value) {
        return new ConfigException(settings.source(path) + ": " + path + ": \"" + value
                + "\" (expected: local, filesystem or s3; Sigyn keeps rules nowhere else)");
    }

    private Path path(String key, String fallback) {
        return Path.of(settings.text(key).isEmpty() ? fallback : settings.text(key));
    }

    private List<String> words(String path) {
        List<String> words = new ArrayList<>();
        for (String word : settings.text(path).split(",")) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    private List<Endpoint> alertmanagers() {
        String client = "ruler.alertmanager_client.";
        String user = settings.text(client + "basic_auth_username");
        String credentials = secret(settings.text(client + "credentials"), settings.text(client + "credentials_file"));
        ClientTls tls = new ClientTls(
                file(settings.text(client + "tls_ca_path")),
                file(settings.text(client + "tls_cert_path")),
                file(settings.text(client + "tls_key_path")),
                settings.text(client + "tls_server_name"),
                settings.bool(client + "tls_insecure_skip_verify"));
        List<Endpoint> endpoints = new ArrayList<>();
        for (String url : words("ruler.alertmanager_url")) {
            Endpoint endpoint =
                    endpoint("ruler.alertmanager_url", url, settings.duration("ruler.notification_timeout"));
            if (!user.isEmpty()) {
                endpoint = endpoint.withBasicAuth(user, settings.text(client + "basic_auth_password"));
            } else if (!credentials.isEmpty()) {
                endpoint = endpoint.withAuthorization(settings.text(client + "type"), credentials);
            }
            endpoints.add(endpoint.withTls(tls));
        }
        return endpoints;
    }

    private static Optional<Path> file(@Nullable String name) {
        return name == null || name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    private List<RemoteWriter> writers() {
        List<RemoteWriter> endpoints = new ArrayList<>();
        Map<String, YamlValue> single = new LinkedHashMap<>(entries(blocks.get(CLIENT)));
        String url = settings.text(CLIENT + ".url");
        if (!url.isEmpty()) {
            single.put("url", new YamlValue.Text(url, false, 0));
        }
        if (!single.isEmpty()) {
            endpoints.add(writer(CLIENT, single));
        }
        entries(blocks.get(CLIENTS))
                .forEach((name, client) -> endpoints.add(writer(CLIENTS + "." + name, entries(client))));
        if (endpoints.isEmpty()) {
            throw new ConfigException(
                    "ruler.remote_write.enabled: there is no client (expected: ruler.remote_write.clients with a url)");
        }
        return endpoints;
    }

    private RemoteWriter writer(String path, Map<String, YamlValue> client) {
        Map<String, String> tls = texts(client.get("tls_config"));
        Endpoint endpoint = withLogin(plainWriter(path, client), client)
                .withTls(new ClientTls(
                        file(tls.get("ca_file")),
                        file(tls.get("cert_file")),
                        file(tls.get("key_file")),
                        tls.getOrDefault("server_name", ""),
                        tls.getOrDefault("insecure_skip_verify", "false").equals("true")));
        return new RemoteWriter(
                settings.bool("ruler.remote_write.add_org_id_header") ? endpoint : endpoint.withoutTenant(),
                RelabelReader.read(path + "." + WRITE_RELABELING, client.get(WRITE_RELABELING)));
    }

    private static Endpoint plainWriter(String path, Map<String, YamlValue> client) {
        String timeout = text(client.get("remote_timeout"));
        Endpoint endpoint = endpoint(
                path + ".url",
                text(client.get("url")),
                GoDuration.parse(timeout.isEmpty() ? DEFAULT_TIMEOUT : timeout));
        for (Map.Entry<String, String> header : texts(client.get("headers")).entrySet()) {
            endpoint = endpoint.withHeader(header.getKey(), header.getValue());
        }
        return endpoint;
    }

    private static Endpoint withLogin(Endpoint endpoint, Map<String, YamlValue> client) {
        String token = secret(text(client.get("bearer_token")), text(client.get("bearer_token_file")));
        Map<String, String> basic = texts(client.get("basic_auth"));
        Map<String, String> authorization = texts(client.get("authorization"));
        if (!basic.isEmpty()) {
            return endpoint.withBasicAuth(
                    secret(basic.getOrDefault("username", ""), basic.getOrDefault("username_file", "")),
                    secret(basic.getOrDefault("password", ""), basic.getOrDefault("password_file", "")));
        } else if (!authorization.isEmpty()) {
            return endpoint.withAuthorization(
                    authorization.getOrDefault("type", BEARER),
                    secret(
                            authorization.getOrDefault("credentials", ""),
                            authorization.getOrDefault("credentials_file", "")));
        }
        return token.isEmpty() ? endpoint : endpoint.withAuthorization(BEARER, token);
    }

    private static Endpoint endpoint(String path, String url, Duration timeout) {
        try {
            return Endpoint.of(url, timeout);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(path + ": " + e.getMessage());
        }
    }

    private static String secret(String value, String file) {
        return file.isEmpty() ? value : ConfigLoader.read(Path.of(file)).strip();
    }

    private static Map<String, YamlValue> entries(@Nullable YamlValue value) {
        return value instanceof YamlValue.Mapping mapping ? mapping.entries() : Map.of();
    }

    private static Map<String, String> texts(@Nullable YamlValue value) {
        Map<String, String> texts = new TreeMap<>();
        entries(value).forEach((key, text) -> texts.put(key, text(text)));
        return texts;
    }

    private static String text(@Nullable YamlValue value) {
        return value instanceof YamlValue.Text text && !text.isNull() ? text.text() : "";
    }
}
