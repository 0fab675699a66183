package io.sigyn.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Serves HTTP/1.1 on one port: keep-alive, pipelining, chunked bodies, limits on sizes, times and connections. Owns its
 * sockets and event loops; requests run on the executors of their routes. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    private final HttpServerSettings settings;
    private final Router router;
    private final Gate gate;
    private final RequestObserver observer;
    private final BodyBudget bodyBudget;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Channel listener;

    private HttpServer(HttpServerSettings settings, Router router, Gate gate, RequestObserver observer)
            throws IOException {
        this.settings = settings;
        this.router = router;
        this.gate = gate;
        this.observer = observer;
        this.bodyBudget = new BodyBudget(settings.maxBufferedBodyBytes());
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new NamedThreads("http-accept"), io);
        this.loops = new MultiThreadIoEventLoopGroup(
                Math.min(8, Math.max(2, Runtime.getRuntime().availableProcessors())), new NamedThreads("http-io"), io);
        try {
            this.listener = listen(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
        } catch (RuntimeException | IOException failure) {
            acceptor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw failure;
        }
    }

    /** Listens, and serves at once. */
    public static HttpServer start(HttpServerSettings settings, Router router, Gate gate, RequestObserver observer)
            throws IOException {
        return new HttpServer(settings, router, gate, observer);
    }

    private Channel listen(Class<? extends ServerSocketChannel> type) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, settings.tls() == null)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 512 << 10))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        HttpServer.this.initialise(channel);
                    }
                });
        InetSocketAddress address = settings.address().isEmpty()
                ? new InetSocketAddress(settings.port())
                : new InetSocketAddress(settings.address(), settings.port());
        try {
            return bootstrap.bind(address).syncUninterruptibly().channel();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // Netty throws what binding threw, undeclared
            throw new IOException(
                    "cannot listen on " + address + ": " + e.getMessage()
                            + " (expected: a free port; -server.http-listen-port=0 takes any)",
                    e);
        }
    }

    private void initialise(Channel channel) {
        if (settings.maxConnections() > 0 && connections.size() >= settings.maxConnections()) {
            channel.close();
            return;
        }
        if (settings.tls() != null) {
            channel.pipeline()
                    .addLast(new PlainHttpRefusal(), settings.tls().get().newHandler(channel.alloc()));
        }
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpServerSettings.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HttpServerSettings.MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_CHUNK_BYTES);
        HttpConnection connection = new HttpConnection(settings, router, gate, observer, bodyBudget, connections);
        channel.pipeline()
                .addLast(connection.byteWatch(), new HttpResponseEncoder(), new HttpRequestDecoder(limits), connection);
        observer.connections(connections.size());
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public int openConnections() {
        return connections.size();
    }

    /** Bytes of request bodies that lie in memory. */
    public long bufferedBodyBytes() {
        return bodyBudget.usedBytes();
    }

    /** Asks the gate again about what stays open, after it has changed its mind. */
    public void judgeAgain() {
        connections.forEach(HttpConnection::judgeAgain);
    }

    /** Takes no more connections, lets requests that run end, at most for so long, and closes the rest. */
    public void drain(Duration longest) {
        listener.close().syncUninterruptibly();
        connections.forEach(HttpConnection::closeWhenIdle);
        long deadline = System.nanoTime() + longest.toNanos();
        boolean interrupted = false;
        while (!connections.isEmpty() && System.nanoTime() < deadline && !interrupted) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted = true;
            }
        }
        connections.forEach(HttpConnection::closeNow);
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
