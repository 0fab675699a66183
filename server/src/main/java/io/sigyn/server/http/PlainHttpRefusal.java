package io.sigyn.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Stands before TLS and tells who begins with HTTP in clear that he should not, as Go does; goes away when anything else
 * comes first. Belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the connection is closed, written or not
final class PlainHttpRefusal extends ChannelInboundHandlerAdapter {
    private static final String ANSWER =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (refused) {
            ReferenceCountUtil.release(msg);
        } else if (msg instanceof ByteBuf bytes && bytes.isReadable() && isMethod(bytes.getByte(bytes.readerIndex()))) {
            refused = true;
            bytes.release();
            ctx.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(msg);
        }
    }

    /** Records of TLS begin with small numbers. */
    private static boolean isMethod(byte first) {
        return first >= 'A' && first <= 'Z';
    }
}
