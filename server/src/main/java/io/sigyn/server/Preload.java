package io.sigyn.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import java.util.List;

/**
 * Loads what the start needs late on a thread of its own, while the main thread reads the configuration and the log:
 * most of a start is loading classes. What fails here fails again, and is told, where it is needed. Stateless.
 */
final class Preload {
    private static final List<String> CLASSES = List.of(
            "io.netty.channel.epoll.EpollIoHandler",
            "io.netty.channel.epoll.EpollServerSocketChannel",
            "io.netty.channel.epoll.EpollSocketChannel",
            "io.netty.channel.DefaultChannelPipeline",
            "io.netty.channel.MultiThreadIoEventLoopGroup",
            "io.netty.channel.SingleThreadIoEventLoop",
            "io.netty.handler.codec.http.HttpRequestDecoder",
            "io.netty.handler.codec.http.HttpResponseEncoder",
            "io.netty.handler.codec.http.DefaultHttpRequest",
            "io.netty.handler.codec.http.DefaultLastHttpContent",
            "io.sigyn.server.http.HttpConnection",
            "io.sigyn.server.http.HttpServer",
            "io.sigyn.server.http.ResponseSink",
            "io.sigyn.server.api.ApiMetrics",
            "io.sigyn.server.api.Routes",
            "io.prometheus.metrics.core.metrics.Counter",
            "io.prometheus.metrics.core.metrics.Histogram",
            "io.prometheus.metrics.core.metrics.GaugeWithCallback");

    private Preload() {}

    static void start() {
        Thread thread = new Thread(Preload::run, "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            Epoll.isAvailable();
            ByteBufAllocator.DEFAULT.heapBuffer(64).release();
            new ServerBootstrap().config();
            for (String name : CLASSES) {
                Class.forName(name);
            }
        } catch (ClassNotFoundException | LinkageError | RuntimeException ignored) {
            // It is needed later, and missed there.
        }
    }
}
