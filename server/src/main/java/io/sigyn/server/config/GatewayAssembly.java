package io.sigyn.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of {@link ConfigAssembly} that says who may come in: login and TLS. Stateless. */
final class GatewayAssembly {
    private static final String PREFIX = "sigyn.gateway.";
    private static final String TLS = "server.http_tls_config.";
    private static final Set<String> MAY_BE_OPEN =
            Set.of("/", "/ready", "/metrics", "/services", "/loki/api/v1/status/buildinfo");
    private static final Set<String> UNLISTED = Set.of("any", "own", "none");
    private static final Set<String> CLIENT_AUTH = Set.of(
            "NoClientCert",
            "RequestClientCert",
            "RequireAnyClientCert",
            "VerifyClientCertIfGiven",
            "RequireAndVerifyClientCert");
    private static final Set<String> VERSIONS = Set.of("VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");

    private GatewayAssembly() {}

    static SigynConfig.Gateway gateway(Settings settings) {
        Optional<Path> users = file(settings, PREFIX + "users_file");
        String unlisted = settings.text(PREFIX + "unlisted_users");
        if (unlisted.isEmpty()) {
            unlisted = users.isPresent() ? "none" : "any";
        }
        if (!UNLISTED.contains(unlisted)) {
            throw refused(settings, PREFIX + "unlisted_users", unlisted, "any, own or none");
        }
        String realm = settings.text(PREFIX + "realm");
        if (!realm.matches("[ !#-\\[\\]-~]{1,100}")) {
            throw refused(settings, PREFIX + "realm", realm, "letters without quotes and backslashes");
        }
        return new SigynConfig.Gateway(
                file(settings, PREFIX + "htpasswd_file"),
                file(settings, PREFIX + "tokens_file"),
                users,
                unlisted,
                openPaths(settings),
                realm,
                settings.duration(PREFIX + "reload_period"));
    }

    private static Optional<Path> file(Settings settings, String path) {
        String text = settings.text(path);
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    /** Only what tells nothing of a tenant's. */
    private static Set<String> openPaths(Settings settings) {
        Set<String> open = new LinkedHashSet<>();
        for (String path : list(settings, PREFIX + "open_paths")) {
            if (!MAY_BE_OPEN.contains(path)) {
                throw refused(settings, PREFIX + "open_paths", path, "some of " + String.join(", ", MAY_BE_OPEN));
            }
            open.add(path);
        }
        return open;
    }

    private static List<String> list(Settings settings, String path) {
        List<String> items = new ArrayList<>();
        for (String item : settings.text(path).split(",")) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    static Optional<SigynConfig.Tls> tls(Settings settings) {
        Optional<SigynConfig.Pem> certificate = pem(settings, "cert");
        Optional<SigynConfig.Pem> key = pem(settings, "key");
        Optional<SigynConfig.Pem> clientCa = pem(settings, "client_ca");
        String clientAuth = settings.text(TLS + "client_auth_type");
        if (!clientAuth.isEmpty() && !CLIENT_AUTH.contains(clientAuth)) {
            throw refused(settings, TLS + "client_auth_type", clientAuth, String.join(", ", CLIENT_AUTH));
        }
        if (certificate.isEmpty() && key.isEmpty()) {
            if (clientCa.isPresent() || clientAuth.startsWith("Require")) {
                throw new ConfigException("server.http_tls_config: clients must show certificates, but the server has"
                        + " none (expected: cert_file and key_file)");
            }
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new ConfigException(
                    "server.http_tls_config: only one of cert_file and key_file is set (expected: both)");
        }
        checkClients(clientCa, clientAuth);
        String version = settings.text("server.tls_min_version");
        if (!version.isEmpty() && !VERSIONS.contains(version)) {
            throw refused(settings, "server.tls_min_version", version, String.join(", ", VERSIONS));
        }
        return Optional.of(new SigynConfig.Tls(
                certificate.get(),
                key.get(),
                clientCa,
                clientAuth,
                version,
                list(settings, "server.tls_cipher_suites")));
    }

    private static void checkClients(Optional<SigynConfig.Pem> clientCa, String clientAuth) {
        boolean verifies = clientAuth.contains("Verify");
        if (verifies && clientCa.isEmpty()) {
            throw new ConfigException("server.http_tls_config: client_auth_type is " + clientAuth
                    + ", but client_ca_file is not set (expected: certificates of who signs those of clients)");
        }
        if (!verifies && clientCa.isPresent()) {
            throw new ConfigException("server.http_tls_config: client_ca_file is set, but client_auth_type is \""
                    + clientAuth + "\" (expected: VerifyClientCertIfGiven or RequireAndVerifyClientCert)");
        }
    }

    private static Optional<SigynConfig.Pem> pem(Settings settings, String name) {
        String text = settings.text(TLS + name);
        Optional<Path> file = file(settings, TLS + name + "_file");
        if (!text.isEmpty() && file.isPresent()) {
            throw new ConfigException(
                    "server.http_tls_config: both " + name + " and " + name + "_file are set (expected: one)");
        }
        return text.isEmpty() && file.isEmpty() ? Optional.empty() : Optional.of(new SigynConfig.Pem(file, text));
    }

    private static ConfigException refused(Settings settings, String path, String value, String expected) {
        return new ConfigException(
                settings.source(path) + ": " + path + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
