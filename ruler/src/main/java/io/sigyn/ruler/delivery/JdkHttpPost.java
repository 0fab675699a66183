package io.sigyn.ruler.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * POSTs with Java's own client, one for each TLS, made at the first POST, since it costs a start-up too much; made anew when
 * its files have changed. Thread-safe.
 */
public final class JdkHttpPost implements HttpPost {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_REPLY_BYTES = 1024;

    private record Made(List<Long> versions, HttpClient client) {}

    private final ClientTls.Reader reader;
    private final Map<ClientTls, Made> clients = new ConcurrentHashMap<>();

    public JdkHttpPost(ClientTls.Reader reader) {
        this.reader = reader;
    }

    private HttpClient client(ClientTls tls) throws IOException {
        List<Long> versions = tls.versions();
        Made made = clients.get(tls);
        if (made == null || !made.versions.equals(versions)) {
            made = new Made(versions, newClient(tls));
            clients.put(tls, made);
        }
        return made.client;
    }

    private HttpClient newClient(ClientTls tls) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        return tls.equals(ClientTls.DEFAULT)
                ? builder.build()
                : builder.sslContext(reader.read(tls)).build();
    }

    @Override
    public Reply send(Endpoint endpoint, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url())
                .timeout(endpoint.timeout())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        endpoint.headers().forEach(request::setHeader);
        HttpResponse<InputStream> response =
                client(endpoint.tls()).send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream text = response.body()) {
            return new Reply(
                    response.statusCode(),
                    new String(text.readNBytes(MAX_REPLY_BYTES), StandardCharsets.UTF_8).strip());
        }
    }
}
