package io.sigyn.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * A TCP proxy before an object store that can stop one request on its way there, or its answer on the way back: the
 * moments at which a kill is most interesting. Thread-safe.
 */
final class HoldingProxy implements AutoCloseable {

    /** Where a request that matches gets stuck. */
    enum Where {
        BEFORE_IT_TAKES_EFFECT,
        BEFORE_ITS_ANSWER
    }

    private record Hold(Pattern requestLine, Where where, CountDownLatch reached) {}

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Hold hold = new Hold(Pattern.compile("(?!)"), Where.BEFORE_ITS_ANSWER, new CountDownLatch(1));

    HoldingProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on, requests whose first line contains the pattern get stuck; the latch opens when the first did. */
    CountDownLatch hold(String requestLine, Where where) {
        Hold next = new Hold(Pattern.compile(requestLine), where, new CountDownLatch(1));
        hold = next;
        return next.reached();
    }

    void release() {
        hold("(?!)", Where.BEFORE_ITS_ANSWER);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(target.getAddress(), target.getPort());
            sockets.add(client);
            sockets.add(server);
            new Connection(client, server).start();
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean expectRequest = true;
        private volatile boolean withholdAnswers;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            HoldingProxy.start("proxy-request", this::forwardRequests);
            HoldingProxy.start("proxy-answer", this::forwardAnswers);
        }

        private void forwardRequests() throws IOException {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (expectRequest && isHeld(new String(buffer, 0, Math.min(read, 2000), StandardCharsets.ISO_8859_1))) {
                    return;
                }
                expectRequest = false;
                out.write(buffer, 0, read);
            }
            server.shutdownOutput();
        }

        private boolean isHeld(String head) {
            Hold current = hold;
            if (!current.requestLine()
                    .matcher(head.lines().findFirst().orElse(""))
                    .find()) {
                return false;
            }
            if (current.where() == Where.BEFORE_IT_TAKES_EFFECT) {
                current.reached().countDown();
                return true;
            }
            withholdAnswers = true;
            return false;
        }

        private void forwardAnswers() throws IOException {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                boolean interim =
                        new String(buffer, 0, Math.min(read, 12), StandardCharsets.ISO_8859_1).equals("HTTP/1.1 100");
                if (withholdAnswers && !interim) {
                    hold.reached().countDown();
                    return;
                }
                expectRequest = !interim;
                out.write(buffer, 0, read);
            }
            client.shutdownOutput();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A socket was closed: by the end that was killed, or by close().
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
