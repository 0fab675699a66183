package io.sigyn.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sigyn in a process of its own, so that it can be killed; listens on a free port of the loopback interface. */
public final class ForkedServer implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final String baseUrl;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ForkedServer(Process process, String baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    /** Starts a server with this configuration file and waits until it is ready. */
    public static ForkedServer start(Path configuration, String... more) throws IOException, InterruptedException {
        return startWithHeap(512, configuration, more);
    }

    /** The same with a heap of so many MiB. */
    static ForkedServer startWithHeap(int heapMib, Path configuration, String... more)
            throws IOException, InterruptedException {
        return start(List.of(), heapMib, configuration, more);
    }

    /** One whose files cannot grow beyond so many bytes. */
    static ForkedServer startWithFilesUpTo(long bytes, Path configuration) throws IOException, InterruptedException {
        return start(List.of("bash", "-c", "ulimit -f " + bytes / 1024 + "; exec \"$@\"", "bash"), 512, configuration);
    }

    private static ForkedServer start(List<String> launcher, int heapMib, Path configuration, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMib + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sigyn.server.Sigyn",
                "-config.file=" + configuration,
                "-server.http-listen-address=127.0.0.1",
                "-server.http-listen-port=0"));
        command.addAll(List.of(more));
        Path log = Files.createTempFile(configuration.toAbsolutePath().getParent(), "server", ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(log.toFile())
                .directory(configuration.toAbsolutePath().getParent().toFile())
                .start();
        String baseUrl = null;
        StringBuilder output = new StringBuilder();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && baseUrl == null; line = lines.readLine()) {
            output.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                baseUrl = address.group();
                break;
            }
        }
        if (baseUrl == null) {
            process.destroyForcibly();
            throw new IOException("the server did not say where it listens:\n" + output + Files.readString(log));
        }
        Thread drain = new Thread(() -> lines.lines().forEach(line -> {}), "server-output");
        drain.setDaemon(true);
        drain.start();
        ForkedServer server = new ForkedServer(process, baseUrl);
        server.awaitReady(log);
        return server;
    }

    public int port() {
        return URI.create(baseUrl).getPort();
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (get("/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroyForcibly();
        throw new IOException("the server did not become ready:\n" + Files.readString(log));
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        return post(path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** SIGKILL, as an out-of-memory killer or a pulled plug would do. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; waits for a clean end and gives the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
