package io.sigyn.ruler.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where something is delivered: to which URL, with which headers, and whether a header names the tenant. Immutable; does not
 * print its headers, which may be secret.
 */
public record Endpoint(URI url, Map<String, String> headers, Duration timeout, boolean namesTenant, ClientTls tls) {
    private static final String AUTHORIZATION = "Authorization";

    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /** Of a URL as people write it, which may have {@code user:password@} in front of the host. */
    public static Endpoint of(String text, Duration timeout) {
        URI url;
        try {
            url = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URL (expected: one such as http://host:9093)", e);
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("not a URL of HTTP (expected: one such as http://host:9093)");
        }
        String user = url.getUserInfo();
        if (user == null) {
            return new Endpoint(url, Map.of(), timeout, true, ClientTls.DEFAULT);
        }
        URI bare = URI.create(text.strip().replaceFirst("//[^@/]*@", "//"));
        String[] parts = user.split(":", 2);
        return new Endpoint(bare, Map.of(), timeout, true, ClientTls.DEFAULT)
                .withBasicAuth(parts[0], parts.length > 1 ? parts[1] : "");
    }

    public Endpoint withBasicAuth(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return withHeader(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(both));
    }

    /** With {@code Authorization: type credentials}. */
    public Endpoint withAuthorization(String type, String credentials) {
        return withHeader(AUTHORIZATION, type + " " + credentials);
    }

    public Endpoint withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Endpoint(url, more, timeout, namesTenant, tls);
    }

    public Endpoint withoutTenant() {
        return new Endpoint(url, headers, timeout, false, tls);
    }

    /** With certificates of its own, where the URL is one of HTTPS. */
    public Endpoint withTls(ClientTls changed) {
        return new Endpoint(url, headers, timeout, namesTenant, changed);
    }

    /** That much deeper in its path. */
    public Endpoint below(String path) {
        String base = url.toString();
        return new Endpoint(
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path),
                headers,
                timeout,
                namesTenant,
                tls);
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
