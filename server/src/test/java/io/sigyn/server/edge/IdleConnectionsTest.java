package io.sigyn.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sigyn.server.ForkedServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand who have connected and say nothing, or as many as this machine lets a process open. */
@Timeout(120)
class IdleConnectionsTest {
    private static final int WANTED = 10_000;
    private static final int LEAST = 100;
    private static final int SPARE = 500;

    @TempDir
    Path folder;

    @Test
    void ten_thousand_idle_connections_cost_little_and_keep_nobody_waiting() throws Exception {
        int count = (int) Math.max(LEAST, Math.min(WANTED, openFilesAllowed() - SPARE));
        if (count < WANTED) {
            System.out.println("idle connections: only " + count + ", more open files are not allowed here");
        }
        Path configuration = Files.writeString(
                folder.resolve("sigyn.yaml"), "auth_enabled: false\ncommon: {path_prefix: " + folder + "/data}\n");
        List<SocketChannel> idle = new ArrayList<>();
        try (ForkedServer server = ForkedServer.start(configuration)) {
            long before = heap(server);
            for (int i = 0; i < count; i++) {
                idle.add(connect(server.port()));
            }
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            while (value(server, "loki_tcp_connections") < count) { // the class has a timeout
                Thread.sleep(20);
            }
            long perConnection = (heap(server) - before) / count;
            System.out.println("idle connections: " + count + ", bytes of heap for each at most " + perConnection);
            assertThat(server.get("/loki/api/v1/labels").statusCode()).isEqualTo(200);
            idle.remove(idle.size() - 1).close();
        } finally {
            for (SocketChannel socket : idle) {
                socket.close();
            }
        }
    }

    private static long openFilesAllowed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                : 2 * SPARE;
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static long heap(ForkedServer server) throws Exception {
        return value(server, "jvm_memory_used_bytes\\{area=\"heap\"}");
    }

    private static long value(ForkedServer server, String metric) throws Exception {
        String metrics = server.get("/metrics").body();
        Matcher found = Pattern.compile("(?m)^" + metric + " ([0-9.Ee+]+)").matcher(metrics);
        assertThat(found.find()).as(metric).isTrue();
        return (long) Double.parseDouble(found.group(1));
    }
}
