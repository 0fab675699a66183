package io.sigyn.ruler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sigyn.ruler.delivery.JdkHttpPost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what is POSTed to this machine alone, and answers as it is told, else with 200. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();

    public record Request(String path, Map<String, String> headers, byte[] body) {}

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /** What asks it, without TLS. */
    public static JdkHttpPost http() {
        return new JdkHttpPost(tls -> {
            throw new IOException("no TLS here");
        });
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next answers, one for each request. */
    public synchronized void answer(int... next) {
        for (int status : next) {
            statuses.add(status);
        }
    }

    private synchronized int nextStatus() {
        return statuses.isEmpty() ? 200 : statuses.remove();
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        requests.add(new Request(
                exchange.getRequestURI().toString(),
                headers,
                exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(nextStatus(), -1);
        exchange.close();
    }

    /** The next request; fails if none comes. */
    public Request next() throws InterruptedException {
        Request request = requests.poll(30, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
